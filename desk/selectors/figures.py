"""The figures of the dashboard: today against the same weekday of last week. Each one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate

from core.models import Alert, Effect, EffectState
from fulfillment.models import Parcel
from orders.selectors.real import real, real_orders
from orders.statuses import OrderState
from payments.models import MoneyTask, RiskReview
from payments.statuses import REVIEW_OPEN

OPEN_STATES = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING)
WAITING = ("unfulfilled", "backordered", "in_progress", "partially_shipped")


@dataclass(frozen=True)
class Sales:
    """Orders and value per currency: today so far, and until the same hour a week ago."""

    orders: int
    orders_before: int
    values: Sequence[tuple[str, Decimal, Decimal]]


def sales(*, now: datetime, midnight: datetime) -> Sales:
    week = timedelta(days=7)
    today = Q(placed_at__gte=midnight, placed_at__lte=now)
    before = Q(placed_at__gte=midnight - week, placed_at__lte=now - week)
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


def open_orders(*, now: datetime) -> dict[str, int]:
    """Open orders by what they wait for; unshipped ones by age. Reads open orders only."""
    day = timedelta(days=1)
    waiting = Q(fulfillment_status__in=WAITING)
    counts: dict[str, int] = real_orders().filter(state__in=OPEN_STATES).aggregate(
        on_hold=Count("pk", filter=Q(is_on_hold=True)),
        payment_failed=Count("pk", filter=Q(display_status="payment_failed")),
        awaiting_payment=Count("pk", filter=Q(display_status="awaiting_payment")),
        backordered=Count("pk", filter=Q(display_status="backordered")),
        to_release=Count("pk", filter=Q(display_status="to_release")),
        returns=Count("pk", filter=Q(open_returns__gt=0)),
        fresh=Count("pk", filter=waiting & Q(placed_at__gt=now - day)),
        aging=Count("pk", filter=waiting & Q(placed_at__lte=now - day, placed_at__gt=now - 3 * day)),
        old=Count("pk", filter=waiting & Q(placed_at__lte=now - 3 * day)),
    )
    return counts


def trouble() -> dict[str, int]:
    """What needs a person: dead effects, open alerts, labels the carrier refused, money, suspects; indexed counts."""
    return {
        "dead_effects": Effect.objects.filter(state=EffectState.DEAD).count(),
        "alerts": Alert.objects.filter(closed_at=None).count(),
        "labels_failed": Parcel.objects.filter(real("fulfillment_order__order"), state="label_failed").count(),
        "money": MoneyTask.objects.filter(closed_at=None).count(),
        "reviews": RiskReview.objects.filter(real(), state__in=REVIEW_OPEN).count(),
    }


def placed_by_day(*, now: datetime, days: int = 14) -> list[tuple[Any, int, int]]:
    """(day, orders placed, of them shipped or later), oldest first, days without orders included."""
    first = (now - timedelta(days=days - 1)).date()
    done = Q(fulfillment_status__in=["shipped", "delivered", "partially_delivered"])
    rows = (
        real_orders().filter(placed_at__gte=now - timedelta(days=days), is_historical=False)
        .annotate(day=TruncDate(F("placed_at")))
        .values("day")
        .annotate(placed=Count("pk"), shipped=Count("pk", filter=done))
    )
    by_day = {row["day"]: (row["placed"], row["shipped"]) for row in rows}
    every = [first + timedelta(days=index) for index in range(days)]
    return [(day, *by_day.get(day, (0, 0))) for day in every]
