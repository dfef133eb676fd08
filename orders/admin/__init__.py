from orders.admin import holds, inbox, lines, orders, review, sourcing, vouchers

__all__ = ["holds", "inbox", "lines", "orders", "review", "sourcing", "vouchers"]
