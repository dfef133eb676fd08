from desk.admin import cases, claims, counts, disputes, levels, mails, orders, troubles

__all__ = ["cases", "claims", "counts", "disputes", "levels", "mails", "orders", "troubles"]
