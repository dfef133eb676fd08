from orders.admin import attachments, holds, inbox, lines, orders, review, sourcing, trials, vouchers

__all__ = ["attachments", "holds", "inbox", "lines", "orders", "review", "sourcing", "trials", "vouchers"]
