from desk.admin import claim_page, claims, counts, disputes, levels, mails, orders, troubles

__all__ = ["claim_page", "claims", "counts", "disputes", "levels", "mails", "orders", "troubles"]
