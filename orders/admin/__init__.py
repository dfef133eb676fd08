from orders.admin import holds, lines, orders, sourcing

__all__ = ["holds", "lines", "orders", "sourcing"]
