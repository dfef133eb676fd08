from desk.admin import cases, claim_page, claims, counts, customers, disputes, levels, mails, orders, troubles
from desk.admin.reporting import offer_exports

__all__ = ["cases", "claim_page", "claims", "counts", "customers", "disputes", "levels", "mails", "orders", "troubles"]

# Last of all: every list is known now.
offer_exports()
