"""Daily summaries: equal to the books, on the right day, fresh, and the same whoever works them out."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from core.actors import SYSTEM
from orders.models import Order
from orders.services.canceling import cancel_lines, cancel_order
from orders.services.splitting import split_order
from orders.tests.factories import open_shop, placed_order
from reports.models import DailyReversals, DailySales, DailySku, SummaryDay, SummaryKind
from reports.selectors.daily import days_of, fetch, reversals_by_day, sales_by_day
from reports.services.marking import mark_changed_days
from reports.services.summarizing import refresh_summaries

pytestmark = pytest.mark.django_db


def put_on(order: Order, moment: datetime) -> Order:
    """As if it had been placed then; the timeline cannot be moved, so the day is marked by its next event."""
    Order.objects.filter(pk=order.pk).update(placed_at=moment)
    order.refresh_from_db()
    return order


@pytest.fixture
def shop(db):
    return open_shop(time_zone="Europe/Berlin")


def test_a_day_sums_up_what_its_orders_agreed_on_by_the_clock_of_the_channel(shop):
    late = put_on(placed_order(shop, {0: 2, 1: 1}), datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    put_on(placed_order(shop, {2: 1}), datetime(2026, 3, 1, 12, 0, tzinfo=UTC))

    refresh_summaries()

    second = DailySales.objects.get(day=date(2026, 3, 2))
    assert (second.orders, second.units, second.country, second.currency) == (1, 3, "DE", "EUR")
    assert (second.gross, second.shipping, second.total) == (Decimal(40), Decimal(5), late.total)
    assert second.net + second.tax == second.total == second.kept_total
    assert DailySales.objects.get(day=date(2026, 3, 1)).gross == Decimal(30)
    assert list(DailySku.objects.filter(day=date(2026, 3, 2)).order_by("sku").values_list("units", "net")) == [
        (2, Decimal(20)),
        (1, Decimal(20)),
    ]


def test_a_late_cancellation_belongs_to_its_own_day_and_leaves_what_was_sold(shop):
    order = put_on(placed_order(shop, {0: 3}), datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
    refresh_summaries()
    line = order.lines.get()
    cancel_lines(order_id=order.pk, units={line.pk: 1}, actor=SYSTEM, reason="Changed mind")

    refresh_summaries()

    sold = DailySales.objects.get(day=date(2026, 3, 1))
    left = Order.objects.get(pk=order.pk)
    assert (sold.units, sold.total, sold.kept_total) == (3, order.total, left.total)
    (called_off,) = DailyReversals.objects.all()
    assert called_off.day == timezone.now().astimezone(ZoneInfo("Europe/Berlin")).date()
    assert (called_off.canceled_units, called_off.canceled_value) == (1, order.total - left.total)

    cancel_order(order_id=order.pk, actor=SYSTEM, reason="All of it")
    refresh_summaries()

    (called_off,) = DailyReversals.objects.all()
    assert (called_off.canceled_orders, called_off.canceled_value) == (1, order.total)
    assert DailySales.objects.get(day=date(2026, 3, 1)).lost_orders == 1


def test_an_order_split_in_two_is_sold_once(shop):
    order = placed_order(shop, {0: 4})
    split_order(order_id=order.pk, units={order.lines.get().pk: 1}, actor=SYSTEM, reason="Two addresses")

    refresh_summaries()

    (day,) = DailySales.objects.all()
    assert (day.orders, day.units, day.gross) == (2, 4, Decimal(40))
    assert not DailyReversals.objects.exists()


def test_practice_is_not_counted(shop):
    order = placed_order(shop, {0: 1})
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Order.objects.filter(pk=order.pk).update(is_practice=True)
        cursor.execute("SET LOCAL session_replication_role = origin")

    refresh_summaries()

    assert not DailySales.objects.exists()
    assert sales_by_day(first=date(2020, 1, 1), last=date(2040, 1, 1), now=timezone.now()) == []


def test_today_and_a_day_that_just_changed_are_never_older_than_the_books(shop):
    now = timezone.now()
    old = put_on(placed_order(shop, {0: 1}), now - timedelta(days=9))
    refresh_summaries()
    placed_order(shop, {1: 1})
    cancel_order(order_id=old.pk, actor=SYSTEM, reason="Late")
    mark_changed_days(now=now + timedelta(hours=1))

    rows = sales_by_day(first=(now - timedelta(days=20)).date(), last=(now + timedelta(days=1)).date(), now=now)

    assert [(row["orders"], row["kept_total"]) for row in rows] == [(1, Decimal(0)), (1, Decimal("30.0000"))]
    (reversed_today,) = reversals_by_day(first=now.date(), last=(now + timedelta(days=1)).date(), now=now)
    assert reversed_today["canceled_value"] == old.total


def test_only_days_that_changed_are_worked_out_again(shop):
    now = timezone.now()
    put_on(placed_order(shop, {0: 1}), datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
    refresh_summaries()
    before = SummaryDay.objects.get(kind=SummaryKind.SALES, day=date(2026, 3, 1)).computed_at

    later = mark_changed_days(now=now + timedelta(hours=1))

    assert later.days_marked == 0
    assert SummaryDay.objects.get(kind=SummaryKind.SALES, day=date(2026, 3, 1)).computed_at == before
    days = days_of(SummaryKind.SALES, first=date(2026, 3, 1), last=date(2026, 3, 1), now=now)
    assert (days.freshness.as_of, days.freshness.waiting) == (later.started_at, 0)
    assert len(fetch(days.sql, days.params)) == 1
