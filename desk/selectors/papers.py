"""Who may read a file: whoever may see what it belongs to."""

from orders.models import Attachment


def attachment_with_owners(attachment_id: int) -> Attachment | None:
    """The file with everything it may belong to; one query."""
    owners = ("order", "mail", "mail_part", "case_file")
    return Attachment.objects.filter(pk=attachment_id).select_related(*owners).first()


def rights_to_read(attachment: Attachment) -> list[str]:
    """All of these are needed. A mail as it came is read by who sees mails, also when its files went to an order."""
    rights = ["orders.view_attachment"]
    if attachment.order_id is not None:
        rights.append("orders.view_order")
    elif hasattr(attachment, "case_file"):
        rights.append("support.view_case")
    else:
        rights.append("support.view_inboundmail")
    return rights
