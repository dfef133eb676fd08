"""The evidence for a bank: what was ordered, how the card was checked, and how the goods arrived, as plain text."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from core.money import format_money
from fulfillment.models import Parcel
from notifications.models import Message
from notifications.statuses import MessageState
from orders.models import Order
from payments.models import Dispute, Payment
from shipping.models import ProofOfDelivery, ShippingLabel
from support.models import Case, CaseMessage, Direction

MAILS, WORDS, EVENTS = 20, 20, 12


def evidence_text(dispute: Dispute) -> str:
    """A draft that a clerk reads, completes and sends; a bounded number of queries. No card number is known to us."""
    order = Order.objects.select_related("channel", "customer", "shipping_address", "billing_address").get(
        pk=dispute.order_id
    )
    sections = (
        ("The order", _order_facts(order)),
        ("What was bought", _lines(order)),
        ("The payment", _payment_facts(dispute.payment)),
        ("Shipping and delivery", _road(order)),
        ("Mails to the customer", _mails(order)),
        ("Letters with the customer", _letters(order)),
        ("Given back", _given_back(order)),
    )
    amount = format_money(dispute.amount, dispute.currency)
    head = f"{dispute.get_kind_display()} {dispute.reference}: {amount}, reason “{dispute.reason or 'none given'}”"
    texts = [_section(title, lines) for title, lines in sections]
    return "\n\n".join([head, *(text for text in texts if text)])


def _section(title: str, lines: Iterable[str]) -> str:
    body = "\n".join(f"- {line}" for line in lines)
    return f"{title}\n{body}" if body else ""


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _order_facts(order: Order) -> Iterator[str]:
    yield f"Order {order.number} of {format_money(order.total, order.currency)} at {order.channel.name}"
    if order.placed_at:
        origin = f" from the IP address {order.client_ip}" if order.client_ip else ""
        yield f"Placed {_at(order.placed_at)}{origin}"
    if order.customer is not None:
        who = order.customer
        yield f"Customer: {who.name}, {who.email or 'no e-mail'}, {who.phone or 'no phone'}"
    if order.shipping_address is not None:
        yield f"Ships to: {order.shipping_address}"
    if order.billing_address is not None:
        yield f"Billed to: {order.billing_address}"


def _lines(order: Order) -> Iterator[str]:
    for line in order.lines.order_by("position"):
        counts = f"{line.ordered} ordered, {line.shipped} shipped, {line.delivered} delivered, {line.returned} returned"
        yield f"{line.name}: {format_money(line.amount, order.currency)}; {counts}"


def _payment_facts(payment: Payment) -> Iterator[str]:
    if payment.card_last4:
        country = f", issued in {payment.card_country}" if payment.card_country else ""
        yield f"{payment.card_brand.capitalize()} ending in {payment.card_last4}{country}"
        yield f"Address check: {payment.avs_check or 'not made'}; card code check: {payment.cvc_check or 'not made'}"
    for row in payment.transactions.filter(outcome="succeeded").order_by("pk"):
        moved = f"{row.get_kind_display()} of {format_money(row.amount, row.currency)}"
        yield f"{moved} {_at(row.settled_at or row.created_at)}, reference {row.gateway_reference or row.key}"


def _road(order: Order) -> Iterator[str]:
    parcels = Parcel.objects.filter(fulfillment_order__order=order, shipped_at__isnull=False).order_by("pk")
    labels = {label.parcel_id: label for label in ShippingLabel.objects.filter(order=order).order_by("pk")}
    proofs = {proof.parcel_id: proof for proof in ProofOfDelivery.objects.filter(parcel__in=parcels)}
    for parcel in parcels:
        label, proof = labels.get(parcel.pk), proofs.get(parcel.pk)
        by = f" with {label.service}, tracking number {label.tracking_number}" if label else ""
        yield f"Parcel {parcel.number} left {_at(parcel.shipped_at)}{by}" if parcel.shipped_at else parcel.number
        if proof is not None:
            signed = f"signed by {proof.signed_by}" if proof.signed_by else "no signature was asked for"
            where = f" in {proof.location}" if proof.location else ""
            yield f"Parcel {parcel.number} delivered {_at(proof.delivered_at)}{where}, {signed}"
        elif parcel.delivered_at:
            yield f"Parcel {parcel.number} delivered {_at(parcel.delivered_at)}"
        if label is not None:
            for event in label.tracking_events.order_by("-at", "-id")[:EVENTS]:
                yield f"Carrier, {_at(event.at)}: {event.get_status_display()} {event.location}".rstrip()


def _mails(order: Order) -> Iterator[str]:
    sent = Message.objects.filter(order=order, state=MessageState.SENT).order_by("pk")[:MAILS]
    for message in sent:
        yield f"{_at(message.sent_at or message.created_at)} to {message.to}: {message.subject}"


def _letters(order: Order) -> Iterator[str]:
    """What was said in the order's cases, internal remarks left out."""
    said = CaseMessage.objects.filter(case__in=Case.objects.filter(order=order)).exclude(direction=Direction.INTERNAL)
    for message in said.order_by("pk")[:WORDS]:
        yield f"{_at(message.at)} {message.get_direction_display().lower()}: {' '.join(message.text.split())[:300]}"


def _given_back(order: Order) -> Iterator[str]:
    for refund in order.refunds.order_by("pk"):
        amount = format_money(refund.amount, refund.currency)
        yield f"{refund.number}: {amount}, {refund.get_state_display().lower()}, {_at(refund.created_at)}"
