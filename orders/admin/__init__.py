from orders.admin import holds, inbox, lines, orders, sourcing, vouchers

__all__ = ["holds", "inbox", "lines", "orders", "sourcing", "vouchers"]
