from desk.admin import claims, counts, disputes, levels, mails, orders, troubles

__all__ = ["claims", "counts", "disputes", "levels", "mails", "orders", "troubles"]
