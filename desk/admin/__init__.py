from desk.admin import claims, counts, customers, disputes, levels, mails, orders, troubles

__all__ = ["claims", "counts", "customers", "disputes", "levels", "mails", "orders", "troubles"]
