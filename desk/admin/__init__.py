from desk.admin import orders

__all__ = ["orders"]
