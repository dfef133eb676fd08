from customers.admin import addresses, customers, privacy

__all__ = ["addresses", "customers", "privacy"]
