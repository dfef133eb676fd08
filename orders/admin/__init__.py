from orders.admin import holds, lines, orders

__all__ = ["holds", "lines", "orders"]
