"""What can be given to the floor, most urgent first."""

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from catalog.models import ShipPolicy
from fulfillment.models import FulfillmentLine, FulfillmentOrder
from fulfillment.statuses import WorkState
from orders.models import OrderHold, OrderLine

_HOLDS = OrderHold.objects.filter(released_at=None, blocks__contains=["release"])
_ORDER_HELD = Exists(_HOLDS.filter(order=OuterRef("order_id"), line=None))
_LINE_HELD = Exists(_HOLDS.filter(order=OuterRef("order_id"), line__isnull=False))
_LINE_FREE = Exists(
    FulfillmentLine.objects.filter(fulfillment_order=OuterRef("pk"), quantity__gt=F("canceled")).filter(
        ~Exists(_HOLDS.filter(line=OuterRef("order_line_id")))
    )
)
# A held line keeps the others only where they ship together, or where the work has no other.
HELD = _ORDER_HELD | (_LINE_HELD & (Q(order__ship_policy=ShipPolicy.SHIP_COMPLETE) | ~_LINE_FREE))
OWED = Exists(OrderLine.objects.filter(order=OuterRef("order_id"), backordered__gt=0))
WAITS = Q(order__ship_policy=ShipPolicy.SHIP_COMPLETE) & OWED
URGENCY = ("priority", "late_at", "pk")


def open_work(warehouse_id: int) -> QuerySet[FulfillmentOrder]:
    """Work not released yet, most urgent first."""
    return FulfillmentOrder.objects.filter(warehouse_id=warehouse_id, state=WorkState.OPEN).order_by(*URGENCY)


def work_to_release(warehouse_id: int) -> QuerySet[FulfillmentOrder]:
    """Open work that nothing we can see forbids to release: no hold, no waiting for the rest of the goods."""
    return open_work(warehouse_id).filter(~HELD, ~WAITS)


def release_list(warehouse_id: int, limit: int = 200) -> list[FulfillmentOrder]:
    """Rows of the release screen with order, ``units``, ``skus``, and what stands against them; one query.

    ``is_held``: a hold blocks all of it; ``waits``: it ships complete and goods are missing.
    """
    rows = open_work(warehouse_id).select_related("order__shipping_method").annotate(
        is_held=HELD, waits=WAITS, units=Sum(F("lines__quantity") - F("lines__canceled")), skus=Count("lines")
    )  # fmt: skip
    return list(rows.order_by(F("is_held"), F("waits"), *URGENCY)[:limit])
