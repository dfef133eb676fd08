"""What waits for the customer at a counter, with the code that fetches it."""

from dataclasses import dataclass

import segno

from fulfillment.models import Pickup
from fulfillment.selectors.counter import word_of
from fulfillment.statuses import WorkState
from orders.models import Order
from portal.texts import Words


@dataclass(frozen=True, slots=True)
class PickupShown:
    """One pickup; ``qr`` is an inline SVG made here alone, of digits and letters."""

    code: str
    qr: str
    until: str


@dataclass(frozen=True, slots=True)
class Counter:
    """Where the order is collected, and what waits there by now."""

    place: str
    hours: str
    waiting: tuple[PickupShown, ...]


def counter_of(order: Order, words: Words) -> Counter | None:
    """None for an order that is sent; one query."""
    warehouse = order.pickup_warehouse
    if warehouse is None:
        return None
    town = f"{warehouse.postal_code} {warehouse.city}".strip()
    place = ", ".join(part for part in (warehouse.name, warehouse.line1, town) if part)
    waiting = Pickup.objects.filter(
        fulfillment_order__order_id=order.pk, fulfillment_order__state=WorkState.READY_FOR_PICKUP
    ).select_related("fulfillment_order")
    return Counter(place, warehouse.counter_hours, tuple(_shown(pickup, words) for pickup in waiting.order_by("pk")))


def _shown(pickup: Pickup, words: Words) -> PickupShown:
    qr = segno.make(word_of(pickup), error="m", micro=False)
    drawn = qr.svg_inline(scale=5, omitsize=True, title=None, svgclass="qr", lineclass=None)
    return PickupShown(f"{pickup.code[:4]} {pickup.code[4:]}", drawn, words.day(pickup.keep_until))
