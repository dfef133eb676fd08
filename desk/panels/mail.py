"""A mail as the desk shows it beside a form: who, what, and its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from catalog.models import SKU
from customers.models import Address
from orders.models import Order
from support.models import InboundMail, MailPart
from support.selectors.mails import channel_of, last_address_of, route_of, sure_lines

ADDRESS_PARTS = ("line1", "line2", "city", "postal_code", "region", "country")


@dataclass(frozen=True)
class MailPanel:
    mail: InboundMail
    parts: Sequence[MailPart]
    url: str


def mail_panel(mail: InboundMail) -> MailPanel:
    """One query."""
    parts = list(mail.parts.select_related("attachment"))
    return MailPanel(mail=mail, parts=parts, url=reverse("admin:support_inboundmail_change", args=[mail.pk]))


def mail_to_draft(mail_id: str) -> InboundMail | None:
    """The mail a draft is to be made of, with the order it became if it did; None when there is no such mail."""
    if not mail_id.isascii() or not mail_id.isdecimal():
        return None
    known = InboundMail.objects.filter(pk=int(mail_id[:18])).exclude(read_at=None)
    return known.select_related("order").first()


def mail_of(order: Order) -> InboundMail | None:
    """The mail the order was made of."""
    return order.mails.order_by("pk").first()


def initial_of_mail(mail: InboundMail) -> dict[str, Any]:
    """What the mail tells of who orders; the known customer's last address is offered."""
    channel = channel_of(route_of(mail))
    known = {"customer": mail.customer_id} if mail.customer_id else {
        "name": mail.sender_name or mail.sender_email.partition("@")[0], "email": mail.sender_email,
    }  # fmt: skip
    return {
        **known, **_last_address(mail), "intake": "email", "shipping_method": "standard",
        "channel": channel.pk if channel else None,
    }  # fmt: skip


def initial_lines_of_mail(mail: InboundMail) -> list[dict[str, Any]]:
    """Its lines, when every one is certain."""
    lines = sure_lines(mail.text)
    keys = dict(SKU.objects.filter(code__in=[line.sku_code for line in lines]).values_list("code", "pk"))
    return [{"sku": keys[line.sku_code], "quantity": line.quantity} for line in lines]


def _last_address(mail: InboundMail) -> dict[str, str]:
    key = last_address_of(mail.customer_id) if mail.customer_id else None
    address = Address.objects.filter(pk=key).first() if key else None
    if address is None:
        return {}
    return {"ship_name": address.name, **{part: getattr(address, part) for part in ADDRESS_PARTS}}
