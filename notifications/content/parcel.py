"""The context of a mail about one parcel."""

from collections.abc import Mapping
from typing import Any

from fulfillment.models import Parcel, ParcelItem
from fulfillment.statuses import ParcelState
from notifications.content.order import base_context, order_lines, scribe_of, shown
from notifications.content.views import address_lines, line_view
from notifications.errors import NothingToSay
from orders.models import Order
from shipping.models import ProofOfDelivery, ShippingLabel
from shipping.statuses import LabelState


def parcel_context(order: Order, locale: str, *, parcel_id: int) -> dict[str, Any]:
    scribe = scribe_of(order, locale)
    items = ParcelItem.objects.filter(parcel_id=parcel_id).select_related("order_line__kit").order_by("pk")
    labels = ShippingLabel.objects.filter(parcel_id=parcel_id, state=LabelState.PURCHASED).select_related("account")
    label = labels.first()
    return {
        **base_context(order, locale),
        **shown([line_view(item.order_line, scribe, quantity=item.quantity) for item in items]),
        "parcel": Parcel.objects.values_list("number", flat=True).get(pk=parcel_id),
        "carrier": label.account.name if label else "",
        "tracking_number": label.tracking_number if label else "",
        "tracking_url": label.account.tracking_link(label.tracking_number) if label else "",
        "still_to_come": sum(line.allocated + line.backordered for line in order_lines(order)),
    }


def dispatch(order: Order, locale: str, *, parcel_id: int) -> Mapping[str, Any]:
    """Raises NothingToSay for what the customer has taken along."""
    if order.pickup_warehouse_id is not None:
        raise NothingToSay("The customer took it along at the counter.")
    return parcel_context(order, locale, parcel_id=parcel_id)


def delivery(order: Order, locale: str, *, parcel_id: int) -> Mapping[str, Any]:
    """The last parcel completes the order; how it was is asked some days later, by a mail of its own."""
    proof = ProofOfDelivery.objects.filter(parcel_id=parcel_id).first()
    scribe = scribe_of(order, locale)
    lines = order_lines(order)
    all_there = all(line.delivered + line.lost == line.shipped for line in lines)
    context = parcel_context(order, locale, parcel_id=parcel_id)
    return {
        **context,
        "signed_by": proof.signed_by if proof else "",
        "delivered_on": scribe.date(proof.delivered_at.date()) if proof else "",
        "is_complete": all_there and not context["still_to_come"],
    }


def coming_today(order: Order, locale: str, *, parcel_id: int) -> Mapping[str, Any]:
    """Raises NothingToSay when the parcel arrived meanwhile: who reads it late runs to the door for nothing."""
    ensure_on_the_road(parcel_id)
    return parcel_context(order, locale, parcel_id=parcel_id)


def ensure_on_the_road(parcel_id: int) -> None:
    if Parcel.objects.filter(pk=parcel_id, state=ParcelState.DELIVERED).exists():
        raise NothingToSay("The parcel has arrived.")


def address_question(order: Order, locale: str, *, parcel_id: int) -> Mapping[str, Any]:
    """Raises NothingToSay when the parcel arrived meanwhile."""
    ensure_on_the_road(parcel_id)
    return {**parcel_context(order, locale, parcel_id=parcel_id), "address": address_lines(order)}
