from portal.models.wish import LinkWish

__all__ = ["LinkWish"]
