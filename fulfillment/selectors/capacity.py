"""What the floor can still do today: who picks what, how fast, and which orders make their cutoff.

A stop is one pick task. The floor's speed is the stops finished in the last hour; an order makes its cutoff
when the stops up to and including it, the most urgent first, are done by then at that speed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from fulfillment.models import FulfillmentOrder, PickTask
from fulfillment.selectors.releasing import URGENCY, end_of_today
from fulfillment.statuses import LIVE_TASKS, TaskState, WorkState
from inventory.models import Warehouse

FINISHED = (TaskState.PICKED, TaskState.SHORT)
TO_PICK = (WorkState.OPEN, WorkState.RELEASED, WorkState.PICKING)
LOOK_BACK = timedelta(hours=1)
LEAST_HOURS = 0.25


@dataclass(frozen=True)
class Picker:
    """One person's day; ``per_hour`` counts stops since their first task of today, a quarter of an hour at least."""

    name: str
    in_hand: int
    stops: int
    units: int
    per_hour: float


@dataclass(frozen=True)
class CutoffLoad:
    """Orders not picked yet for one cutoff, and how many of them make it at the present speed."""

    at: datetime
    orders: int
    stops: int
    make_it: int

    @property
    def miss(self) -> int:
        return self.orders - self.make_it


@dataclass(frozen=True)
class Capacity:
    """The floor of one warehouse now; ``per_hour`` is the stops finished in the last hour."""

    pickers: list[Picker]
    waiting_stops: int
    per_hour: int
    cutoffs: list[CutoffLoad]


def capacity_of(warehouse: Warehouse, *, now: datetime) -> Capacity:
    """Four queries."""
    tasks = PickTask.objects.filter(batch__warehouse=warehouse)
    since = end_of_today(warehouse, now) - timedelta(days=1)
    counts = tasks.filter(Q(state__in=LIVE_TASKS) | Q(finished_at__gte=now - LOOK_BACK)).aggregate(
        waiting=Count("pk", filter=Q(state__in=[TaskState.OPEN, TaskState.SKIPPED])),
        recent=Count("pk", filter=Q(state__in=FINISHED, finished_at__gte=now - LOOK_BACK)),
    )
    return Capacity(
        pickers=_pickers(warehouse, since, now), waiting_stops=counts["waiting"], per_hour=counts["recent"],
        cutoffs=_cutoffs(warehouse, per_hour=counts["recent"], now=now),
    )  # fmt: skip


def _pickers(warehouse: Warehouse, since: datetime, now: datetime) -> list[Picker]:
    done = Q(state__in=FINISHED, finished_at__gt=since)
    rows = (
        PickTask.objects.filter(batch__warehouse=warehouse, assignee__isnull=False)
        .filter(done | Q(state=TaskState.ASSIGNED))
        .values("assignee_id")
        .annotate(
            in_hand=Count("pk", filter=Q(state=TaskState.ASSIGNED)), stops=Count("pk", filter=done),
            units=Coalesce(Sum("picked_quantity", filter=done), 0), begun=Min("assigned_at", filter=done),
        )
    )  # fmt: skip
    found = list(rows)
    people = User.objects.in_bulk([row["assignee_id"] for row in found])
    pickers = [
        Picker(
            name=people[row["assignee_id"]].get_full_name() or people[row["assignee_id"]].username,
            in_hand=row["in_hand"], stops=row["stops"], units=row["units"],
            per_hour=round(row["stops"] / _hours(max(row["begun"] or now, since), now), 1),
        )
        for row in found
    ]  # fmt: skip
    return sorted(pickers, key=lambda picker: (-picker.stops, picker.name))


def _cutoffs(warehouse: Warehouse, *, per_hour: int, now: datetime) -> list[CutoffLoad]:
    """Today's cutoffs still to come, with what must be picked for them."""
    works = FulfillmentOrder.objects.filter(
        warehouse=warehouse, state__in=TO_PICK, late_at__gt=now, late_at__lte=end_of_today(warehouse, now)
    )
    left = Count("lines", filter=Q(lines__quantity__gt=F("lines__canceled") + F("lines__picked")))
    rows = works.annotate(stops=left).order_by(*URGENCY).values_list("late_at", "stops")
    return cutoff_loads(rows, per_hour=per_hour, now=now)


def cutoff_loads(rows: Iterable[tuple[datetime, int]], *, per_hour: int, now: datetime) -> list[CutoffLoad]:
    """By cutoff, from (cutoff, stops) of orders in the order they are worked on."""
    sums: dict[datetime, list[int]] = {}
    used = 0
    for late_at, stops in rows:
        used += stops
        makes_it = used <= per_hour * ((late_at - now).total_seconds() / 3600)
        entry = sums.setdefault(late_at, [0, 0, 0])
        for index, more in enumerate((1, stops, int(makes_it))):
            entry[index] += more
    return [CutoffLoad(at, *entry) for at, entry in sorted(sums.items())]


def _hours(begun: datetime, now: datetime) -> float:
    return max(LEAST_HOURS, (now - begun).total_seconds() / 3600)
