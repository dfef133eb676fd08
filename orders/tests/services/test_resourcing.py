"""A warehouse that refuses is not asked twice."""

import pytest

from core.actors import SYSTEM, Actor
from core.audit.registry import promises
from core.audit.runner import check
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Event
from inventory.services.warehouses import create_warehouse
from orders.errors import NotEnoughStock
from orders.models import Allocation, Backorder, Order, Promise
from orders.services.canceling import cancel_order
from orders.services.reinstating import reinstate_order
from orders.services.resourcing import resource_order
from orders.tests.factories import placed_order

pytestmark = pytest.mark.django_db


def broken() -> set[str]:
    return {one.name for one in promises() if one.number < 13 and check(one).violations}


def refuse(order: Order, shop, warehouse: int = 0, **options) -> Order:
    values = {"warehouse_id": shop.warehouses[warehouse].pk, "actor": SYSTEM, "reason": "The roof leaks", **options}
    return resource_order(order_id=order.pk, **values)


def claims(order: Order) -> list[tuple[str, int]]:
    found = Allocation.objects.filter(line__order=order, quantity__gt=0)
    return sorted(found.values_list("level__warehouse__code", "quantity"))


def test_units_are_sought_elsewhere_and_the_decision_says_why(shop):
    shop.receive(6, warehouse=1)
    order = placed_order(shop, {0: 4, 1: 1})
    assert claims(order) == [("w1", 1), ("w1", 4)]

    order = refuse(order, shop)

    assert claims(order) == [("w2", 4)]
    assert order.lines.get(sku=shop.skus[1]).backordered == 1
    assert shop.level().allocated == shop.level(1).allocated == 0
    decision = order.sourcing_decisions.latest("pk")
    assert decision.rejected_warehouse == shop.warehouses[0]
    assert [one["code"] for one in decision.candidates] == ["w2"]
    told = Event.objects.get(order_id=order.pk, name="orders.resourced")
    assert told.data["warehouse_id"] == shop.warehouses[0].pk
    assert broken() == set()


def test_a_later_day_is_a_slip_with_its_cause_and_an_equal_one_is_none(shop):
    shop.receive(6, warehouse=1)
    order = placed_order(shop, {0: 4, 1: 1})
    before = order.promised_on

    order = refuse(order, shop)

    slips = Promise.objects.filter(line__order=order, cause="resourced")
    (slip,) = slips
    assert (slip.line.sku, slip.from_on) == (shop.skus[1], before)
    assert order.promised_on == slip.to_on > before
    assert Event.objects.filter(order_id=order.pk, name="orders.promise_slipped").count() == 1


def test_nobody_is_asked_twice(shop):
    shop.warehouses.append(
        create_warehouse(
            code="w3", name="Third", line1="1", city="B", postal_code="1", country="DE", priority=3, actor=SYSTEM
        )
    )
    for index in (1, 2):
        shop.receive(10, warehouse=index)
    order = placed_order(shop, {0: 4})

    refuse(order, shop, 0)
    assert claims(order) == [("w2", 4)]
    refuse(order, shop, 1)

    assert claims(order) == [("w3", 4)]
    with pytest.raises(MoveRefused) as refusal:
        refuse(order, shop, 2)
    assert refusal.value.blockers[0].code == "nobody_left"
    assert claims(order) == [("w3", 4)]


def test_an_order_that_lives_again_is_not_offered_to_who_refused_it(shop):
    shop.receive(10, warehouse=1)
    order = placed_order(shop, {0: 4})
    refuse(order, shop)
    cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed mind")

    reinstate_order(order_id=order.pk, actor=SYSTEM, reason="paid late")

    assert claims(order) == [("w2", 4)]


def test_units_that_wait_there_wait_elsewhere(shop):
    shop.receive(1, warehouse=1)
    order = placed_order(shop, {0: 12})

    order = refuse(order, shop)

    waiting = Backorder.objects.get(line__order=order, quantity__gt=0)
    assert claims(order) == [("w2", 1)]
    assert (waiting.level, waiting.quantity) == (shop.level(warehouse=1), 11)
    assert broken() == set()


def test_a_warehouse_without_units_of_the_order_has_nothing_to_refuse(shop):
    shop.receive(1, warehouse=1)
    order = placed_order(shop, {0: 2})

    with pytest.raises(MoveRefused) as refusal:
        refuse(order, shop, 1)

    assert refusal.value.blockers[0].code == "nothing_there"
    assert not order.sourcing_decisions.filter(rejected_warehouse__isnull=False).exists()


def test_a_channel_without_backorders_keeps_what_it_has(shop):
    order = placed_order(shop, {0: 2})
    shop.channel.stock_policy = "refuse"
    shop.channel.save()

    with pytest.raises(NotEnoughStock):
        refuse(order, shop)

    assert claims(order) == [("w1", 2)]


def test_a_reason_and_a_right_are_needed(shop):
    order = placed_order(shop, {0: 2})

    with pytest.raises(InvalidInput):
        refuse(order, shop, reason=" ")
    with pytest.raises(NotPermitted):
        refuse(order, shop, actor=Actor(kind="user", reference="1"))
