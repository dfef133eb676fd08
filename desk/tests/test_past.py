"""The demo's past is sound, over, and told once; whoever plans or reports finds something in it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from catalog.models import Channel
from core.audit.registry import promises
from core.audit.runner import check
from core.models import Effect, Event
from desk.demo.past.goods import goods_of, ways_of
from desk.demo.past.seeding import seed_past
from desk.demo.past.teller import PAST
from desk.demo.past.wishes import METHODS, Terms, orders_of_the_past
from desk.demo.seeding import seed_base
from desk.simulation.script import Script
from fulfillment.models import Parcel
from inventory.models import ForecastRun, StockLevel, Supply
from orders.intake.reference import forget_reference
from orders.models import Order, OrderLine
from orders.selectors.real import real_orders
from payments.models import Document, Payment
from reports.models import DailySales
from reports.selectors.demand import demand_of, weeks_known
from support.selectors.feedback import orders_to_ask_for_feedback

pytestmark = pytest.mark.django_db

ORDERS = 60
BERLIN = ZoneInfo("Europe/Berlin")
BEGUN = {"draft", "placed", "confirmed", "processing"}


@pytest.fixture
def house():
    forget_reference()
    seed_base(seed=1)
    yield
    forget_reference()


def on_hand() -> dict[tuple[int, int], int]:
    levels = StockLevel.objects.exclude(on_hand=0).values_list("sku_id", "warehouse_id", "on_hand")
    return {(sku_id, warehouse_id): units for sku_id, warehouse_id, units in levels}


def test_the_past_keeps_every_promise_of_the_books_and_leaves_the_shelves_as_they_were(house):
    before = on_hand()

    assert seed_past(orders=ORDERS, seed=1, now=timezone.now()) == ORDERS

    assert {one.name: found.sample for one in promises() if (found := check(one)).violations} == {}
    assert on_hand() == before
    assert Order.objects.filter(channel__code="shop-eu", number__startswith="O-").count() == ORDERS
    assert Supply.objects.filter(state="received").exists()


def test_the_past_is_over_and_asks_nothing_of_anybody(house):
    effects, now = Effect.objects.count(), timezone.now()
    midnight = datetime.combine(now.astimezone(BERLIN).date(), time(), BERLIN)

    seed_past(orders=ORDERS, seed=1, now=now)

    assert Effect.objects.count() == effects
    assert not Order.objects.filter(state__in=BEGUN).exists()
    assert not Order.objects.filter(placed_at__gte=midnight).exists()
    assert not Order.objects.filter(delivered_at__gte=now).exists()
    assert not Event.objects.filter(at__gte=now).exists()
    assert Parcel.objects.filter(state="delivered").count() == Order.objects.filter(state="completed").count()
    assert not orders_to_ask_for_feedback(now=now + timedelta(days=30)).exists()
    assert not Document.objects.exists()
    assert set(Payment.objects.values_list("gateway", flat=True)) == {""}


@pytest.mark.parametrize("hour", [0, 7, 23])
def test_each_step_of_an_order_of_the_past_comes_after_the_one_before_at_any_hour(house, hour):
    midnight = datetime.combine(timezone.now().astimezone(BERLIN).date(), time(), BERLIN)

    seed_past(orders=5 * ORDERS, seed=1, now=midnight - timedelta(days=1) + timedelta(hours=hour, minutes=5))

    work = Parcel.objects.values_list(
        "fulfillment_order__order__placed_at", "fulfillment_order__order__confirmed_at",
        "fulfillment_order__released_at", "fulfillment_order__picked_at", "packed_at", "shipped_at", "delivered_at",
        "fulfillment_order__order__completed_at",
    )  # fmt: skip
    assert [steps for steps in work if list(steps) != sorted(steps)] == []
    assert len(work) > 4 * ORDERS


def test_the_simulated_people_leave_the_past_alone_even_when_they_are_thorough(house):
    seed_past(orders=ORDERS, seed=1, now=timezone.now())

    assert not Order.objects.filter(Script(1, is_thorough=False).is_ours("pk")).exists()
    assert not Order.objects.filter(Script(1, is_thorough=True).is_ours("pk")).exists()


def test_the_same_seed_and_day_tell_the_same_past(house):
    channel, now = Channel.objects.get(code="shop-eu"), timezone.now()
    terms = Terms(goods_of(channel), ways_of(channel, METHODS), channel.country, BERLIN)

    once, again, other = (orders_of_the_past(terms, orders=ORDERS, seed=seed, now=now) for seed in (7, 7, 8))

    assert once == again
    assert once != other


def test_a_house_that_was_seeded_is_seeded_once_and_has_figures_and_a_plan(db):
    forget_reference()
    for _ in range(2):
        call_command("seed_demo", orders=0, past=ORDERS, practice=0)
    forget_reference()

    assert real_orders().count() == ORDERS
    assert Event.objects.filter(actor=PAST.label, name="orders.placed").count() == ORDERS
    assert sum(DailySales.objects.values_list("orders", flat=True)) == ORDERS
    assert ForecastRun.objects.count() == 1
    monday = timezone.now().date() - timedelta(days=timezone.now().weekday())
    weeks = weeks_known(until=monday, most=52)
    assert weeks >= 18
    skus = list(OrderLine.objects.values_list("sku_id", flat=True).distinct())
    assert sum(sum(one.units) for one in demand_of(skus, until=monday, weeks=weeks)) > ORDERS / 2
