"""The context of a mail about goods that wait at a counter."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from fulfillment.models import ParcelItem, Pickup
from fulfillment.statuses import ParcelState, WorkState
from notifications.content.order import base_context, scribe_of, shown
from notifications.content.views import line_view
from notifications.errors import NothingToSay
from orders.models import Order


def ready(order: Order, locale: str, *, fulfillment_order_id: int) -> Mapping[str, Any]:
    """Raises NothingToSay when the goods do not wait any more."""
    scribe = scribe_of(order, locale)
    pickups = Pickup.objects.select_related("fulfillment_order__warehouse")
    pickup = pickups.get(fulfillment_order_id=fulfillment_order_id)
    work = pickup.fulfillment_order
    if work.state != WorkState.READY_FOR_PICKUP:
        raise NothingToSay("The goods do not wait at the counter any more.")
    items = ParcelItem.objects.filter(parcel__fulfillment_order=work).exclude(parcel__state=ParcelState.CANCELED)
    house = work.warehouse
    until = pickup.keep_until.astimezone(ZoneInfo(house.time_zone)).date()
    return {
        **base_context(order, locale),
        **shown([line_view(item.order_line, scribe, quantity=item.quantity) for item in items.order_by("pk")]),
        "pickup_code": f"{pickup.code[:4]} {pickup.code[4:]}",
        "counter": [line for line in (house.name, house.line1, f"{house.postal_code} {house.city}".strip()) if line],
        "counter_hours": house.counter_hours,
        "keep_until": scribe.date(until),
    }
