"""A picture made plain, as all floors keep them."""

from orders.filing.pictures import LONGEST_SIDE, MOST_PIXELS, plain_picture

__all__ = ["LONGEST_SIDE", "MOST_PIXELS", "plain_picture"]
