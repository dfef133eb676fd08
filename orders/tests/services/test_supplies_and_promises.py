"""Supplies on their way decide what is promised to those who wait, one after the other."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import drain
from core.models import Effect, Event
from inventory.models import Supply
from inventory.services.supplies import cancel_supply, create_supply, reschedule_supply
from orders import tasks
from orders.models import Backorder, Order, Promise
from orders.services import repromising
from orders.services.promising import next_working_day, supplies_expected
from orders.services.repromising import repromise_backorders
from orders.services.swapping import swap_allocation
from orders.tests.factories import placed_order

pytestmark = pytest.mark.django_db
TRANSIT = timedelta(days=2)


@pytest.fixture
def first_day() -> date:
    return timezone.now().date() + timedelta(days=30)


def expect(shop, units: int, day: date, *, house: int = 0) -> Supply:
    return create_supply(
        warehouse_id=shop.warehouses[house].pk, supplier="Acme", units={shop.skus[0].pk: units}, expected_on=day,
        actor=SYSTEM,
    )  # fmt: skip


def promised(shop, day: date) -> date:
    """What is promised of goods that come on that day."""
    return next_working_day(shop.warehouses[0], day + timedelta(days=1)) + TRANSIT


def promise_of(order: Order) -> date:
    return order.lines.get().promise_on


def test_each_order_is_promised_by_the_supply_that_reaches_it(shop, first_day):
    second_day = first_day + timedelta(days=30)
    expect(shop, 4, first_day)
    expect(shop, 4, second_day)

    first, second = placed_order(shop, {0: 13}), placed_order(shop, {0: 3})
    beyond = placed_order(shop, {0: 5})

    assert promise_of(first) == promised(shop, first_day)
    assert promise_of(second) == promised(shop, second_day)
    assert promise_of(beyond) >= second_day


def test_a_late_supply_slips_the_promises_of_its_queue_with_their_cause(shop, first_day):
    supply = expect(shop, 10, first_day)
    order = placed_order(shop, {0: 12, 1: 1})
    before = order.lines.get(sku=shop.skus[0]).promise_on

    reschedule_supply(supply_id=supply.pk, expected_on=first_day + timedelta(days=14), actor=SYSTEM)
    repromise_backorders(level_id=shop.level().pk)

    order = Order.objects.get(pk=order.pk)
    line = order.lines.get(sku=shop.skus[0])
    assert line.promise_on == order.promised_on == promised(shop, first_day + timedelta(days=14))
    assert line.original_promise_on == before
    slip = Promise.objects.filter(line=line).latest("pk")
    assert (slip.from_on, slip.to_on, slip.cause) == (before, line.promise_on, "supply_late")
    assert Event.objects.filter(order_id=order.pk, name="orders.promise_slipped").count() == 1
    assert repromise_backorders(level_id=shop.level().pk) == 0


def test_a_supply_that_comes_sooner_is_told_without_an_excuse(shop, first_day):
    supply = expect(shop, 10, first_day)
    order = placed_order(shop, {0: 12})

    reschedule_supply(supply_id=supply.pk, expected_on=first_day - timedelta(days=14), actor=SYSTEM)
    repromise_backorders(level_id=shop.level().pk)

    assert promise_of(order) == promised(shop, first_day - timedelta(days=14))
    names = list(Event.objects.filter(order_id=order.pk).values_list("name", flat=True))
    assert ("orders.promise_moved" in names, "orders.promise_slipped" in names) == (True, False)


def test_a_preorder_is_promised_anew_as_it_was_placed_with_the_days_on_the_road(shop, first_day):
    shop.skus[0].preorder_ships_on = first_day + timedelta(days=60)
    shop.skus[0].save()
    supply = expect(shop, 10, first_day)
    order = placed_order(shop, {0: 12})
    assert promise_of(order) == first_day + timedelta(days=60) + TRANSIT

    reschedule_supply(supply_id=supply.pk, expected_on=first_day + timedelta(days=14), actor=SYSTEM)

    assert repromise_backorders(level_id=shop.level().pk) == 0
    assert promise_of(order) == first_day + timedelta(days=60) + TRANSIT


@pytest.fixture
def waits_twice(shop) -> Order:
    """An order whose eight units are owed at both buildings, because others got what it had there."""
    shop.receive(3, warehouse=1)
    order = placed_order(shop, {0: 13})
    receiver = placed_order(shop, {0: 13})
    lines = {"from_line_id": order.lines.get().pk, "to_line_id": receiver.lines.get().pk}
    for warehouse, units in ((0, 5), (1, 3)):
        swap_allocation(
            **lines, level_id=shop.level(warehouse=warehouse).pk, quantity=units, actor=SYSTEM, reason="A hospital"
        )
    assert Backorder.objects.filter(line__order=order, quantity__gt=0).count() == 2
    return Order.objects.get(pk=order.pk)


@pytest.mark.parametrize("late_house", [0, 1])
def test_a_line_owed_in_two_buildings_is_promised_for_the_later_of_the_two(shop, first_day, waits_twice, late_house):
    late_day = first_day + timedelta(days=21)
    expect(shop, 50, late_day, house=late_house)
    expect(shop, 50, first_day, house=1 - late_house)

    for warehouse in (late_house, 1 - late_house):
        repromise_backorders(level_id=shop.level(warehouse=warehouse).pk)

    assert promise_of(waits_twice) == promised(shop, late_day)
    assert [repromise_backorders(level_id=shop.level(warehouse=nr).pk) for nr in (0, 1)] == [0, 0]


def test_a_place_in_the_other_buildings_queue_counts_those_before_it(shop, first_day, waits_twice):
    late_day = first_day + timedelta(days=21)
    Backorder.objects.filter(line__order=waits_twice, level=shop.level(warehouse=1)).update(quantity=3)
    expect(shop, 2, first_day, house=1)
    expect(shop, 50, late_day, house=1)
    expect(shop, 50, first_day, house=0)

    repromise_backorders(level_id=shop.level().pk)

    assert promise_of(waits_twice) == promised(shop, late_day)


def test_a_long_queue_is_promised_anew_in_runs_by_the_places_it_had(shop, first_day, settings, monkeypatch):
    settings.OMS_WIRING = "oms.wiring.WIRING"
    monkeypatch.setattr(repromising, "ORDERS_PER_RUN", 2)
    supply = expect(shop, 6, first_day)
    placed_order(shop, {0: 10})
    queue = [placed_order(shop, {0: 1}) for _ in range(5)]
    late_day = first_day + timedelta(days=14)

    reschedule_supply(supply_id=supply.pk, expected_on=late_day, actor=SYSTEM)
    drain()

    shares = Effect.objects.filter(task="orders.tasks.repromise_places").order_by("pk")
    assert [len(share.payload["places"]) for share in shares] == [2, 1]
    assert {promise_of(order) for order in queue} == {promised(shop, late_day)}
    first = Effect.objects.get(task="orders.tasks.repromise_backorders")
    tasks.repromise_backorders(level_id=shop.level().pk, key=first.key)
    assert Effect.objects.filter(task="orders.tasks.repromise_places").count() == 2


def test_a_canceled_supply_tells_its_queue_by_itself(shop, first_day, settings):
    settings.OMS_WIRING = "oms.wiring.WIRING"
    supply = expect(shop, 10, first_day)
    order = placed_order(shop, {0: 12})

    cancel_supply(supply_id=supply.pk, actor=SYSTEM)
    drain()

    assert promise_of(order) != promised(shop, first_day)
    assert supplies_expected([shop.skus[0].pk]) == {}


def test_a_closed_day_is_no_working_day(shop):
    house = shop.warehouses[0]
    monday = date(2030, 7, 1)
    house.closed_on = [monday, monday + timedelta(days=1)]

    assert next_working_day(house, monday) == date(2030, 7, 3)
