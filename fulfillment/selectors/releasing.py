"""What can be given to the floor, most urgent first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from catalog.models import ShipPolicy
from fulfillment.models import FulfillmentLine, FulfillmentOrder
from fulfillment.statuses import WorkState
from inventory.models import BinStock, Location, Warehouse
from inventory.selectors.bins import PICKABLE
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


@dataclass(frozen=True)
class ReleaseFilter:
    """Which of the waiting works are meant; what is None or empty does not narrow.

    ``zone``: some of its goods lie there. ``due_by``: its cutoff is no later.
    """

    channel_id: int | None = None
    method_id: int | None = None
    priority: int | None = None
    zone: str = ""
    due_by: datetime | None = None

    def apply(self, works: QuerySet[FulfillmentOrder]) -> QuerySet[FulfillmentOrder]:
        wanted = {
            "order__channel_id": self.channel_id, "order__shipping_method_id": self.method_id,
            "priority": self.priority, "late_at__lte": self.due_by,
        }  # fmt: skip
        works = works.filter(**{name: value for name, value in wanted.items() if value is not None})
        return works.filter(_in_zone(self.zone)) if self.zone else works


NO_FILTER = ReleaseFilter()


def _in_zone(zone: str) -> Exists:
    there = BinStock.objects.filter(
        quantity__gt=0, location__zone=zone, location__kind__in=PICKABLE,
        location__warehouse_id=OuterRef("fulfillment_order__warehouse_id"), sku_id=OuterRef("order_line__sku_id"),
    )  # fmt: skip
    lines = FulfillmentLine.objects.filter(fulfillment_order=OuterRef("pk"), quantity__gt=F("canceled"))
    return Exists(lines.filter(Exists(there)))


def open_work(warehouse_id: int) -> QuerySet[FulfillmentOrder]:
    """Work not released yet, most urgent first."""
    return FulfillmentOrder.objects.filter(warehouse_id=warehouse_id, state=WorkState.OPEN).order_by(*URGENCY)


def work_to_release(warehouse_id: int) -> QuerySet[FulfillmentOrder]:
    """Open work that nothing we can see forbids to release: no hold, no wave, no waiting for the rest of the goods."""
    return open_work(warehouse_id).filter(~HELD, ~WAITS, batch=None)


def release_list(warehouse_id: int, limit: int = 200, wanted: ReleaseFilter = NO_FILTER) -> list[FulfillmentOrder]:
    """Rows of the release screen with order, ``units``, ``skus``, and what stands against them; one query.

    ``is_held``: a hold blocks all of it; ``waits``: it ships complete and goods are missing. With ``batch``
    it is planned in a wave.
    """
    rows = wanted.apply(open_work(warehouse_id)).select_related("order__shipping_method", "batch__wave").annotate(
        is_held=HELD, waits=WAITS, units=Sum(F("lines__quantity") - F("lines__canceled")), skus=Count("lines")
    )  # fmt: skip
    return list(rows.order_by(F("is_held"), F("waits"), F("batch_id").asc(nulls_first=True), *URGENCY)[:limit])


def end_of_today(warehouse: Warehouse, now: datetime) -> datetime:
    """The last moment of the day in the warehouse's own time: cutoffs until then are today's."""
    local = now.astimezone(ZoneInfo(warehouse.time_zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1, microseconds=-1)


def zones_of(warehouse_id: int) -> list[str]:
    """The zones a picker may walk, by name."""
    places = Location.objects.filter(warehouse_id=warehouse_id, kind__in=PICKABLE).exclude(zone="")
    return list(places.order_by("zone").values_list("zone", flat=True).distinct())
