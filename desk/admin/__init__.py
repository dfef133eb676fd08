from desk.admin import claims, disputes, levels, mails, orders, troubles

__all__ = ["claims", "disputes", "levels", "mails", "orders", "troubles"]
