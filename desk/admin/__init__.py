from desk.admin import cases, claims, counts, customers, disputes, levels, mails, orders, troubles

__all__ = ["cases", "claims", "counts", "customers", "disputes", "levels", "mails", "orders", "troubles"]
