from customers.admin import addresses, customers

__all__ = ["addresses", "customers"]
