"""What can be given to the floor, most urgent first."""

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from catalog.models import ShipPolicy
from fulfillment.models import FulfillmentOrder
from fulfillment.statuses import WorkState
from orders.models import OrderHold, OrderLine


def open_work(warehouse_id: int) -> QuerySet[FulfillmentOrder]:
    """Work not released yet, with what stands against it: ``is_held``, ``waits`` (ships complete)."""
    holds = OrderHold.objects.filter(order=OuterRef("order_id"), released_at=None, blocks__contains=["release"])
    owed = OrderLine.objects.filter(order=OuterRef("order_id"), backordered__gt=0)
    works = FulfillmentOrder.objects.filter(warehouse_id=warehouse_id, state=WorkState.OPEN)
    return works.annotate(
        is_held=Exists(holds), waits=Q(order__ship_policy=ShipPolicy.SHIP_COMPLETE) & Exists(owed)
    ).order_by("priority", "late_at", "pk")


def work_to_release(warehouse_id: int) -> QuerySet[FulfillmentOrder]:
    """Open work that nothing we can see forbids to release, most urgent first."""
    return open_work(warehouse_id).filter(is_held=False, waits=False)


def release_list(warehouse_id: int, limit: int = 200) -> list[FulfillmentOrder]:
    """Rows of the release screen with order, ``units`` and ``skus``; one query."""
    rows = open_work(warehouse_id).select_related("order__shipping_method")
    return list(
        rows.annotate(units=Sum(F("lines__quantity") - F("lines__canceled")), skus=Count("lines")).order_by(
            "is_held", "waits", "priority", "late_at", "pk"
        )[:limit]
    )
