from orders.admin import holds, lines, orders, review, sourcing, vouchers

__all__ = ["holds", "lines", "orders", "review", "sourcing", "vouchers"]
