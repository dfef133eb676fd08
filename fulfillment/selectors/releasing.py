"""What can be given to the floor, most urgent first."""

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from catalog.models import ShipPolicy
from fulfillment.models import FulfillmentOrder
from fulfillment.statuses import WorkState
from orders.models import OrderHold, OrderLine

HELD = Exists(OrderHold.objects.filter(order=OuterRef("order_id"), released_at=None, blocks__contains=["release"]))
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

    ``is_held``: a hold blocks it; ``waits``: it ships complete and goods are missing.
    """
    rows = open_work(warehouse_id).select_related("order__shipping_method").annotate(
        is_held=HELD, waits=WAITS, units=Sum(F("lines__quantity") - F("lines__canceled")), skus=Count("lines")
    )  # fmt: skip
    return list(rows.order_by(F("is_held"), F("waits"), *URGENCY)[:limit])
