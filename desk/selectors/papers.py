"""Who may read a file: whoever may see what it belongs to."""

from orders.models import Attachment


def rights_to_read(attachment: Attachment) -> list[str]:
    """All of these are needed. A file of an order is read by who sees orders."""
    rights = ["orders.view_attachment"]
    if attachment.order_id is not None:
        rights.append("orders.view_order")
    return rights
