from desk.admin import claims, levels, orders

__all__ = ["claims", "levels", "orders"]
