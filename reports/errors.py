"""What reports refuse."""

from core.errors import OmsError


class RateMissing(OmsError):
    """A currency cannot be converted for want of a rate of those days."""

    code = "rate_missing"
