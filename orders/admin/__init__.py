from orders.admin import holds, lines, orders, sourcing, vouchers

__all__ = ["holds", "lines", "orders", "sourcing", "vouchers"]
