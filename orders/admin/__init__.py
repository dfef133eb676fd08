from orders.admin import holds, lines, orders, vouchers

__all__ = ["holds", "lines", "orders", "vouchers"]
