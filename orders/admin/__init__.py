from orders.admin import attachments, holds, inbox, lines, orders, review, sourcing, vouchers

__all__ = ["attachments", "holds", "inbox", "lines", "orders", "review", "sourcing", "vouchers"]
