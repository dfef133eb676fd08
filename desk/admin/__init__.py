from desk.admin import cases, claim_page, claims, counts, customers, disputes, levels, mails, orders, troubles

__all__ = ["cases", "claim_page", "claims", "counts", "customers", "disputes", "levels", "mails", "orders", "troubles"]
