from desk.admin import claims, counts, disputes, levels, mails, orders

__all__ = ["claims", "counts", "disputes", "levels", "mails", "orders"]
