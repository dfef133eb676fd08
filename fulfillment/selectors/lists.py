"""The lists behind the figures of the day."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Sum

from fulfillment.models import FulfillmentOrder
from fulfillment.selectors.releasing import end_of_today
from fulfillment.selectors.today import AT_THE_BENCH, MAY_BE_LATE
from fulfillment.statuses import WorkState
from inventory.models import Warehouse

LISTS = {
    "to-release": ("To release", (WorkState.OPEN,)),
    "released": ("Released", (WorkState.RELEASED,)),
    "picking": ("Being picked", (WorkState.PICKING,)),
    "to-pack": ("To pack", AT_THE_BENCH),
    "to-hand-over": ("To hand over", (WorkState.PACKED,)),
    "late": ("Late", MAY_BE_LATE),
    "today": ("Due today", MAY_BE_LATE),
}


@dataclass(frozen=True)
class CutoffRow:
    """One cutoff of the day and one way to ship: how many orders are still in the house."""

    at: datetime
    method: str
    orders: int
    is_past: bool


def works_listed(
    warehouse: Warehouse, which: str, *, now: datetime, cutoff: datetime | None = None
) -> QuerySet[FulfillmentOrder]:
    """The works of one of ``LISTS``, the one late first; of one ``cutoff`` when named."""
    works = FulfillmentOrder.objects.filter(warehouse=warehouse, state__in=LISTS[which][1])
    if which == "late":
        works = works.filter(late_at__lt=now)
    if which == "today":
        works = works.filter(late_at__lte=end_of_today(warehouse, now))
    if cutoff is not None:
        works = works.filter(late_at=cutoff)
    units = Sum(F("lines__quantity") - F("lines__canceled"))
    related = works.select_related("order__shipping_method", "batch")
    return related.annotate(units=units, stops=Count("lines")).order_by("late_at", "priority", "pk")


def cutoffs_of_today(warehouse: Warehouse, *, now: datetime) -> list[CutoffRow]:
    """What is still in the house by cutoff and shipping method, the earliest first, past days included; one query."""
    works = FulfillmentOrder.objects.filter(
        Q(late_at__lte=end_of_today(warehouse, now)), warehouse=warehouse, state__in=MAY_BE_LATE
    )
    rows = works.values_list("late_at", "order__shipping_method__name").annotate(orders=Count("pk"))
    return [
        CutoffRow(at, method or "no method", orders, at < now)
        for at, method, orders in rows.order_by("late_at", "order__shipping_method__name")
    ]
