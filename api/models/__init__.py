from api.models.key import ApiKey

__all__ = ["ApiKey"]
