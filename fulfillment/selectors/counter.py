"""What waits at a counter: for whom, since when, and what nobody came for."""

from datetime import datetime

from django.db.models import Q, QuerySet

from fulfillment.models import Pickup
from fulfillment.statuses import WorkState


def pickups_waiting(warehouse_id: int) -> QuerySet[Pickup]:
    """Pickups of the warehouse that may be collected, those to be put back first."""
    return (
        Pickup.objects.filter(
            fulfillment_order__warehouse_id=warehouse_id, fulfillment_order__state=WorkState.READY_FOR_PICKUP
        )
        .select_related("fulfillment_order__order__customer")
        .order_by("keep_until", "pk")
    )


def pickups_overdue(warehouse_id: int, *, now: datetime) -> QuerySet[Pickup]:
    """Those nobody came for in their days."""
    return pickups_waiting(warehouse_id).filter(keep_until__lte=now)


def pickup_in(warehouse_id: int, work_id: int) -> Pickup | None:
    """The pickup of a work of this warehouse, collected or not."""
    pickups = Pickup.objects.select_related("fulfillment_order__order__customer", "fulfillment_order__warehouse")
    return pickups.filter(fulfillment_order_id=work_id, fulfillment_order__warehouse_id=warehouse_id).first()


def pickup_by_word(warehouse_id: int, word: str) -> Pickup | None:
    """The waiting pickup that a scanned QR code (``work.code``), a work, an order or a parcel number names."""
    named = word.strip().upper().partition(".")[0]
    if not named or "\x00" in named:
        return None
    by_number = Q(fulfillment_order__number=named) | Q(fulfillment_order__order__number=named)
    found = pickups_waiting(warehouse_id).filter(by_number | Q(fulfillment_order__parcels__number=named))
    return found.distinct().first()


def scanned_code(word: str) -> str:
    """The code in a scanned QR code; empty when a number was typed."""
    return word.strip().partition(".")[2]


def word_of(pickup: Pickup) -> str:
    """What the customer's QR code says: ``pickup_by_word`` and ``scanned_code`` read it."""
    return f"{pickup.fulfillment_order.number}.{pickup.code}"
