"""The manager's figures: today against the same weekday, and what is costly to count, kept for a while with its age."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.cache import cache
from django.db.models import Count, Q, Sum
from django.utils import timezone

from orders.selectors.real import real_orders
from orders.statuses import OrderState
from reports.selectors.daily import sales_by_day
from returns.models import ReturnLine
from shipping.selectors.punctuality import punctuality

OPEN_STATES = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING)
WAITING = ("unfulfilled", "backordered", "in_progress", "partially_shipped")
WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
KEY = "desk.month_figures"
KEPT_SECONDS = 900
DAYS_KEY = "desk.orders_by_day"
DAYS_KEPT_SECONDS = 60
DAYS_SHOWN = 14
REASONS_SHOWN = 6


@dataclass(frozen=True)
class Sales:
    """Orders and value per currency: today so far, and until the same hour a week ago."""

    orders: int
    orders_before: int
    values: Sequence[tuple[str, Decimal, Decimal]]


def sales(*, now: datetime, midnight: datetime) -> Sales:
    """Of orders placed, those of practice and past ones left out; the value is of those not called off. One query."""
    today = Q(placed_at__gte=midnight, placed_at__lte=now)
    before = Q(placed_at__gte=midnight - WEEK, placed_at__lte=now - WEEK)
    alive = ~Q(state__in=[OrderState.CANCELED, OrderState.EXPIRED])
    rows = (
        real_orders().filter(today | before, is_historical=False)
        .values("currency")
        .annotate(
            now_count=Count("pk", filter=today), then_count=Count("pk", filter=before),
            now_value=Sum("total", filter=today & alive), then_value=Sum("total", filter=before & alive),
        )
        .order_by("currency")
    )  # fmt: skip
    found = list(rows)
    return Sales(
        orders=sum(row["now_count"] for row in found),
        orders_before=sum(row["then_count"] for row in found),
        values=[(row["currency"], row["now_value"] or Decimal(0), row["then_value"] or Decimal(0)) for row in found],
    )


@dataclass(frozen=True)
class ChartDay:
    """A business day beside the same weekday before it; ``values`` are totals by currency."""

    day: date
    orders: int
    orders_before: int
    values: Sequence[tuple[str, Decimal]]


@dataclass(frozen=True)
class Days:
    """The last days, oldest first, as they were at ``counted_at``."""

    counted_at: datetime
    days: Sequence[ChartDay]


def orders_by_day(*, now: datetime) -> Days:
    """The last fourteen days, each beside the day a week before; a minute old at most. Four queries when older."""
    found: Days | None = cache.get(DAYS_KEY)
    if found is None or found.counted_at > now:
        found = Days(now, _days(now=now))
        cache.set(DAYS_KEY, found, DAYS_KEPT_SECONDS)
    return found


def _days(*, now: datetime) -> list[ChartDay]:
    last = timezone.localdate(now)
    first = last - timedelta(days=DAYS_SHOWN - 1)
    counts: dict[date, int] = {}
    values: dict[date, list[tuple[str, Decimal]]] = {}
    for row in sales_by_day(first=first - WEEK, last=last, now=now):
        counts[row["day"]] = counts.get(row["day"], 0) + int(row["orders"])
        values.setdefault(row["day"], []).append((row["currency"], row["total"]))
    every = [first + timedelta(days=index) for index in range(DAYS_SHOWN)]
    return [ChartDay(day, counts.get(day, 0), counts.get(day - WEEK, 0), values.get(day, [])) for day in every]


@dataclass(frozen=True)
class MonthFigures:
    """The last thirty days, as they were at ``counted_at``."""

    counted_at: datetime
    due: int
    on_time: int
    reasons: Sequence[tuple[str, int]]

    @property
    def on_time_percent(self) -> float | None:
        """On time ÷ due, in percent; None when no promise was due."""
        return round(100 * self.on_time / self.due, 1) if self.due else None


def month_figures(*, now: datetime) -> MonthFigures:
    """On-time share and returns by reason, a quarter of an hour old at most; two queries when it is older."""
    found: MonthFigures | None = cache.get(KEY)
    if found is None:
        rows = punctuality(since=now - MONTH, now=now)
        found = MonthFigures(
            counted_at=now, due=sum(row.due for row in rows), on_time=sum(row.on_time for row in rows),
            reasons=_reasons(since=now - MONTH),
        )  # fmt: skip
        cache.set(KEY, found, KEPT_SECONDS)
    return found


def _reasons(*, since: datetime) -> list[tuple[str, int]]:
    """Units by reason of returns asked for since then, the most first."""
    rows = (
        ReturnLine.objects.filter(rma__requested_at__gte=since, rma__order__is_practice=False)
        .values("rma__reason__label")
        .annotate(units=Sum("quantity"))
        .order_by("-units", "rma__reason__label")
    )
    return [(row["rma__reason__label"] or "No reason given", row["units"]) for row in rows[:REASONS_SHOWN]]
