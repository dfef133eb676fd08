"""Orders that are collected: which counter, from whose stock, at which tax."""

import datetime
from decimal import Decimal

import pytest

from catalog.models import ServiceLevel, ShippingMethod, ShippingRate, TaxClass, TaxRate
from core.actors import SYSTEM
from core.errors import MoveRefused
from core.money import ZERO
from orders.errors import RequestRefused
from orders.intake.anew import goods_anew
from orders.intake.reference import forget_reference
from orders.intake.requests import LineRequest
from orders.models import Allocation, Backorder, Order
from orders.services.placing import place_orders
from orders.services.quoting import quote_order
from orders.services.resourcing import resource_order
from orders.tests.factories import placed_order

PICKUP = {"shipping_method": "pickup", "shipping_address": None}


@pytest.fixture
def counters(shop):
    """Both warehouses have a counter; only the first has goods."""
    tax = TaxClass.objects.get()
    ShippingMethod.objects.create(code="pickup", name="Pickup", service=ServiceLevel.PICKUP, tax_class=tax)
    for warehouse in shop.warehouses:
        warehouse.has_counter = True
        warehouse.save()
    forget_reference()
    return shop.warehouses


def close_second(counters):
    counters[1].has_counter = False
    counters[1].save()
    forget_reference()


def refusal(shop, **options):
    with pytest.raises(RequestRefused) as caught:
        placed_order(shop, {0: 1}, **options)
    return caught.value


def test_goods_come_from_the_building_they_are_collected_at_alone(shop, counters):
    shop.receive(3, warehouse=1)

    order = placed_order(shop, {0: 5}, **PICKUP, pickup_warehouse="w2")

    assert order.pickup_warehouse == counters[1]
    assert [(one.level, one.quantity) for one in Allocation.objects.all()] == [(shop.level(0, 1), 3)]
    assert [(one.level, one.quantity) for one in Backorder.objects.all()] == [(shop.level(0, 1), 2)]


def test_a_counter_without_the_goods_owes_them_though_another_building_has_some(shop, counters):
    order = placed_order(shop, {0: 1}, **PICKUP, pickup_warehouse="w2")

    assert order.lines.get().backordered == 1
    assert shop.level(0, 0).allocated == 0


def test_the_only_counter_need_not_be_named(shop, counters):
    close_second(counters)

    assert placed_order(shop, **PICKUP).pickup_warehouse == counters[0]


def test_several_counters_are_offered_and_unknown_ones_refused(shop, counters):
    assert "w1, w2" in refusal(shop, **PICKUP).message
    assert refusal(shop, **PICKUP, pickup_warehouse="nowhere").context["field"] == "pickup_warehouse"
    close_second(counters)
    assert "w1" in refusal(shop, **PICKUP, pickup_warehouse="w2").message


def test_what_contradicts_a_pickup_is_refused_by_its_field(shop, counters):
    assert refusal(shop, shipping_method="pickup").context["field"] == "shipping_address"
    assert refusal(shop, pickup_warehouse="w1").context["field"] == "pickup_warehouse"
    for name in ("requires_signature", "leave_at_door"):
        assert refusal(shop, **PICKUP, pickup_warehouse="w1", **{name: True}).context["field"] == name


def test_it_is_taxed_where_it_is_handed_over_and_costs_no_road(shop, counters):
    counters[1].country = "AT"
    counters[1].save()
    TaxRate.objects.create(
        tax_class=TaxClass.objects.get(), country="AT", percent=Decimal(10), valid_from=datetime.date(2020, 1, 1)
    )
    forget_reference()

    order = placed_order(shop, {0: 1}, **PICKUP, pickup_warehouse="w2")

    assert (order.total, order.tax_total, order.charges_total) == (Decimal(11), Decimal(1), Decimal(0))


def test_a_quote_of_a_pickup_promises_the_day_it_is_ready(shop, counters):
    wish = shop.request({0: 1}, **PICKUP, pickup_warehouse="w1")
    sent = quote_order(shop.request({0: 1}), actor=SYSTEM)

    collected = quote_order(wish, actor=SYSTEM)

    assert collected.covered.promised_on < sent.covered.promised_on
    assert collected.composed.totals.total == sent.composed.totals.total - Decimal(6)


def test_a_method_may_charge_for_the_counter(shop, counters):
    method = ShippingMethod.objects.get(code="pickup")
    ShippingRate.objects.create(method=method, channel=shop.channel, amount=Decimal(1), transit_days=4)
    forget_reference()

    order = placed_order(shop, {0: 1}, **PICKUP, pickup_warehouse="w1")

    assert order.charges_total == 1
    assert (
        order.promised_on
        == quote_order(shop.request(**PICKUP, pickup_warehouse="w1"), actor=SYSTEM).covered.promised_on
    )


def test_no_other_building_is_asked_when_the_counters_building_refuses(shop, counters):
    shop.receive(5, warehouse=1)
    order = placed_order(shop, {0: 1}, **PICKUP, pickup_warehouse="w1")

    with pytest.raises(MoveRefused, match="counter"):
        resource_order(order_id=order.pk, warehouse_id=counters[0].pk, actor=SYSTEM, reason="flooded")


def test_goods_sent_anew_for_a_collected_order_wait_at_the_same_counter(shop, counters):
    shop.receive(3, warehouse=1)
    order = placed_order(shop, {0: 1}, **PICKUP, pickup_warehouse="w2")
    goods = [
        LineRequest(sku_code=shop.skus[0].code, quantity=1, unit_price=ZERO, price_reason="Broken", tax_amount=ZERO)
    ]

    (outcome,) = place_orders([goods_anew(order, goods, external_id="reship-1")], actor=SYSTEM)

    assert outcome.error is None
    new = Order.objects.get(pk=outcome.order_id)
    assert (new.pickup_warehouse, new.shipping_address, new.tags) == (counters[1], None, ["reship"])
