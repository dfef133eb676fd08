from desk.admin import claims, levels, mails, orders

__all__ = ["claims", "levels", "mails", "orders"]
