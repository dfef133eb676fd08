"""Placing: amounts, claims, promises, repeats and refusals."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM, Actor
from core.errors import NotPermitted
from core.models import Event, IdempotencyKey
from orders.intake.requests import DiscountRequest, LineRequest
from orders.models import Allocation, Backorder, Order
from orders.services.placing import place_orders
from orders.tests.factories import placed_order

pytestmark = pytest.mark.django_db


def test_a_placed_order_has_its_amounts_claims_promise_and_one_event(shop):
    order = placed_order(shop, {0: 2, 1: 1})

    assert (order.state, order.display_status) == ("placed", "awaiting_payment")
    assert (order.lines_total, order.charges_total, order.tax_total) == (40, 5, 9)
    assert order.total == Decimal("54.0000")
    first, second = order.lines.all()
    assert (first.allocated, first.unplaced, first.tax_amount) == (2, 0, 4)
    assert (second.allocated, second.amount) == (1, 20)
    assert first.promise_on == first.original_promise_on == order.promised_on
    assert shop.level(0).allocated == 2
    assert list(Allocation.objects.values_list("quantity", flat=True).order_by("pk")) == [2, 1]
    assert list(Event.objects.filter(order_id=order.pk).values_list("seq", "name")) == [(1, "orders.placed")]
    assert order.customer.email == "ada@example.com"
    assert order.shipping_address.city == "Berlin"


def test_what_is_not_there_is_backordered_at_the_first_warehouse(shop):
    order = placed_order(shop, {0: 14})

    (line,) = order.lines.all()
    assert (line.allocated, line.backordered) == (10, 4)
    level = shop.level(0)
    assert (level.allocated, level.backordered, level.available) == (10, 4, -4)
    assert Backorder.objects.get().quantity == 4
    assert order.fulfillment_status == "backordered"


def test_one_warehouse_that_has_everything_is_preferred_to_a_split(shop):
    shop.receive(20, index=0, warehouse=1)

    order = placed_order(shop, {0: 12})

    assert [claim.level for claim in Allocation.objects.all()] == [shop.level(0, warehouse=1)]
    assert order.sourcing_decisions.get().reason == "complete from one"


def test_an_order_that_no_single_warehouse_covers_is_split_by_priority(shop):
    shop.receive(5, index=0, warehouse=1)

    placed_order(shop, {0: 12})

    assert list(Allocation.objects.order_by("level_id").values_list("quantity", flat=True)) == [10, 2]


def test_the_same_key_and_wish_make_one_order_and_another_wish_is_refused(shop):
    first = place_orders([shop.request({0: 1}, idempotency_key="k-1")], actor=SYSTEM)[0]
    again = place_orders([shop.request({0: 1}, idempotency_key="k-1")], actor=SYSTEM)[0]
    other = place_orders([shop.request({0: 2}, idempotency_key="k-1")], actor=SYSTEM)[0]

    assert again.order_id == first.order_id
    assert again.is_repeat
    assert other.error.code == "idempotency_mismatch"
    assert Order.objects.count() == 1


def test_an_outside_number_makes_one_order_even_within_one_batch(shop):
    outcomes = place_orders([shop.request(external_id="A-7"), shop.request(external_id="A-7")], actor=SYSTEM)

    assert outcomes[0].order_id == outcomes[1].order_id
    assert [outcome.is_repeat for outcome in outcomes] == [False, True]
    assert Order.objects.get().lines.count() == 1


def test_a_refused_order_leaves_the_others_of_its_batch_and_no_key(shop):
    shop.channel.stock_policy = "refuse"
    shop.channel.save()

    outcomes = place_orders(
        [shop.request({0: 8}, external_id="1"), shop.request({0: 8}, external_id="2"), shop.request({1: 1})],
        actor=SYSTEM,
    )

    assert [outcome.error is None for outcome in outcomes] == [True, False, True]
    assert outcomes[1].error.context["available"] == 2
    assert Order.objects.count() == 2
    assert IdempotencyKey.objects.count() == 1


def test_a_wish_that_cannot_be_taken_names_its_field(shop):
    bad = [
        (shop.request(channel_code="nope"), "channel"),
        (shop.request(lines=[]), "lines"),
        (shop.request(lines=[LineRequest(sku_code="SKU-1", quantity=0)]), "lines[0].quantity"),
        (shop.request(lines=[LineRequest(sku_code="none", quantity=1)]), "lines[0].sku_code"),
        (shop.request(discounts=[DiscountRequest(label="x", amount=Decimal("99"))]), "discounts[0].amount"),
        (shop.request(discounts=[DiscountRequest(label="x", amount=Decimal("0.001"))]), "discounts[0].amount"),
    ]

    outcomes = place_orders([request for request, _ in bad], actor=SYSTEM)

    assert [outcome.error.context["field"] for outcome in outcomes] == [field for _, field in bad]
    assert Order.objects.count() == 0


def test_nobody_places_without_the_right(shop):
    with pytest.raises(NotPermitted):
        place_orders([shop.request()], actor=Actor(kind="user", reference="1"))


def test_a_backorder_limit_refuses_with_the_figure(shop):
    shop.skus[0].backorder_limit = 3
    shop.skus[0].save()

    outcomes = place_orders([shop.request({0: 12}), shop.request({0: 2})], actor=SYSTEM)

    assert outcomes[0].error is None
    assert outcomes[1].error.context["backorder_limit"] == 3


def test_a_refused_repeat_leaves_the_channels_number_free_for_the_right_order(shop):
    first = shop.request(external_id="A", idempotency_key="k")
    place_orders([first], actor=SYSTEM)
    (refused,) = place_orders([shop.request(external_id="B", idempotency_key="k")], actor=SYSTEM)
    assert refused.error.code == "idempotency_mismatch"

    (right,) = place_orders([shop.request(external_id="B", idempotency_key="k2")], actor=SYSTEM)
    (again,) = place_orders([shop.request(external_id="B")], actor=SYSTEM)

    assert (right.error, again.order_id, again.is_repeat) == (None, right.order_id, True)
