"""Invoice what is due, and take back what is not owed any more."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from catalog.models import InvoicePolicy
from core.actors import Actor
from core.money import ZERO
from core.service import service
from orders.locks import lock_order
from orders.models import Order, OrderLine
from payments.models import Document
from payments.selectors.billing import OpenInvoice, Part, open_invoices, parts_billed, units_back
from payments.services.drawing_up import Wording, issue
from payments.services.reckoning import due_by_now


@service
def bill(*, order_id: int, actor: Actor, now: datetime | None = None) -> list[Document]:
    """The documents that the order lacked by now, mostly none or one; running twice writes nothing more.

    What became owed stands on one invoice; what is owed no longer on credit notes, one for each invoice it was on.
    """
    if not is_billed_here(Order.objects.select_related("channel").get(pk=order_id)):
        return []
    order = lock_order(order_id)
    lines = list(OrderLine.objects.filter(order=order).select_related("sku", "kit").order_by("position"))
    for line in lines:
        line.order = order
    charges = list(order.charges.order_by("pk"))
    due = due_by_now(
        order, lines, charges, parts_billed(order.pk, includes_tax=order.prices_include_tax), units_back(lines)
    )
    wording = Wording({line.pk: line for line in lines}, {charge.pk: charge for charge in charges})
    now = now or timezone.now()
    written = []
    if sum((part.total for part in due.more), ZERO):
        written.append(issue(order, due.more, wording, now=now, actor=actor))
    for invoice, parts in share_among(open_invoices(order.pk) if due.less else [], due.less, order.currency):
        written.append(issue(order, parts, wording, now=now, actor=actor, invoice=invoice))
    return written


def is_billed_here(order: Order) -> bool:
    """Whether the channel's invoices are ours and the order is young enough, or it was invoiced by us before."""
    channel = order.channel
    if order.is_historical or order.placed_at is None:
        return False
    placed_on = order.placed_at.astimezone(ZoneInfo(channel.time_zone)).date()
    is_on = channel.invoice_on != InvoicePolicy.NONE and channel.invoices_from is not None
    if is_on and channel.invoices_from and placed_on >= channel.invoices_from:
        return True
    return Document.objects.filter(order=order).exists()


def share_among(
    invoices: Iterable[OpenInvoice], parts: Iterable[Part], currency: str
) -> Iterable[tuple[Document, list[Part]]]:
    """Which invoice each part is taken back from: one that has it and room for it, never more than is left of it."""
    left: dict[int, Decimal] = {}
    by_key: dict[int, OpenInvoice] = {}
    for invoice in invoices:
        left[invoice.document.pk], by_key[invoice.document.pk] = invoice.left, invoice
    shares: dict[int, list[Part]] = {}
    for part in parts:
        rest = part
        while rest.total > 0:
            chosen = _invoice_for(rest, by_key, left)
            first, rest = (rest, rest.less(rest)) if rest.total <= left[chosen] else rest.cut(left[chosen], currency)
            left[chosen] -= first.total
            shares.setdefault(chosen, []).append(first)
    return [(by_key[pk].document, share) for pk, share in shares.items()]


def _invoice_for(part: Part, invoices: Mapping[int, OpenInvoice], left: Mapping[int, Decimal]) -> int:
    """The oldest that has the part and room for all of it; else any with room for it; else the one with most room."""

    def rank(pk: int) -> tuple[bool, bool, Decimal]:
        has_room = left[pk] >= part.total
        has_it = any(key.row_id == part.key.row_id for key in invoices[pk].keys)
        return (has_room and has_it, has_room, left[pk] if not has_room else ZERO)

    return max(invoices, key=rank)
