from desk.admin import claims, disputes, levels, mails, orders

__all__ = ["claims", "disputes", "levels", "mails", "orders"]
