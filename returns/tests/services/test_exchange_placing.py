"""The new order of an exchange, whatever dies or is decided in between."""

import pytest

from core.actors import SYSTEM
from core.effects import drain
from core.errors import MoveRefused
from core.models import Effect, Event
from orders.models import Order
from orders.services.placing import place_orders
from payments.tests.factories import work
from returns.models import Exchange
from returns.services.exchange_deciding import approve_exchange, cancel_exchange, deny_exchange, place_again
from returns.services.exchange_placing import place_exchange_order, request_for
from returns.services.exchanging import request_exchange
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.settling import settle_return
from returns.tests.exchanges import broken, deliver, delivered_and_captured, exchanged, pay

pytestmark = pytest.mark.django_db


def asked(order: Order, **options) -> Exchange:
    return request_exchange(
        order_id=order.pk, units={order.lines.get().pk: 1}, reason_code="changed_mind", actor=SYSTEM, **options
    )


def place_and_die(exchange: Exchange) -> Order:
    """The worker placed the order and was killed before it was tied to the exchange."""
    exchange = Exchange.objects.get(pk=exchange.pk)
    (outcome,) = place_orders([request_for(exchange)], actor=SYSTEM)
    return Order.objects.get(pk=outcome.order_id)


def test_a_worker_killed_after_placing_ties_the_same_order_when_it_comes_back(shop, gateway):
    exchange = asked(delivered_and_captured(shop, {0: 1}))
    approve_exchange(exchange_id=exchange.pk, actor=SYSTEM)
    placed = place_and_die(exchange)

    work()
    place_exchange_order(exchange_id=exchange.pk)

    assert Exchange.objects.get().replacement == placed
    assert Order.objects.count() == 2
    assert placed.holds.count() == 1
    assert Event.objects.filter(name="returns.exchange_order_placed").count() == 1


def test_an_order_placed_for_an_exchange_that_is_over_is_canceled(shop, gateway):
    exchange = asked(delivered_and_captured(shop, {0: 1}))
    approve_exchange(exchange_id=exchange.pk, actor=SYSTEM)
    placed = place_and_die(exchange)
    cancel_exchange(exchange_id=exchange.pk, actor=SYSTEM, reason="The customer called.")

    work()

    placed.refresh_from_db()
    assert (placed.state, Exchange.objects.get().replacement) == ("canceled", None)
    assert broken() == {}


def test_goods_that_are_gone_leave_a_reason_and_a_way_on(shop, gateway):
    exchange = asked(delivered_and_captured(shop, {0: 1}))
    sku = shop.skus[0]
    sku.is_active = False
    sku.save()
    approve_exchange(exchange_id=exchange.pk, actor=SYSTEM)
    work()

    exchange = Exchange.objects.get()
    assert (exchange.state, exchange.replacement) == ("approved", None)
    assert "no longer sold" in exchange.failure

    sku.is_active = True
    sku.save()
    place_again(exchange_id=exchange.pk, actor=SYSTEM)
    work()

    exchange = Exchange.objects.get()
    assert (exchange.state, exchange.failure) == ("awaiting_return", "")
    with pytest.raises(MoveRefused):
        place_again(exchange_id=exchange.pk, actor=SYSTEM)


def test_a_denied_exchange_rejects_its_return_and_orders_nothing(shop, gateway):
    exchange = asked(delivered_and_captured(shop, {0: 1}))

    deny_exchange(exchange_id=exchange.pk, reason="Worn.", actor=SYSTEM)
    work()

    exchange = Exchange.objects.get()
    assert (exchange.state, exchange.rma.state, exchange.rma.decision_note) == ("denied", "rejected", "Worn.")
    assert Order.objects.count() == 1


def test_an_exchange_whose_goods_left_is_not_called_off(shop, gateway):
    exchange = exchanged(delivered_and_captured(shop, {0: 1}), mode="advance")
    pay(exchange)
    deliver(exchange.replacement)

    with pytest.raises(MoveRefused):
        cancel_exchange(exchange_id=exchange.pk, actor=SYSTEM)

    assert Exchange.objects.get().ended_at is None


def test_effects_of_an_exchange_done_twice_change_nothing(shop, gateway):
    exchange = exchanged(delivered_and_captured(shop, {0: 1}))
    before = Exchange.objects.values().get(), Order.objects.count()

    Effect.objects.filter(task__startswith="returns.").update(state="due")
    drain()

    assert (Exchange.objects.values().get(), Order.objects.count()) == before
    assert exchange.replacement.holds.count() == 1


def test_goods_are_not_settled_before_their_exchange_has_an_order_or_is_over(shop, gateway):
    exchange = asked(delivered_and_captured(shop, {0: 1}))
    ret = exchange.rma
    receive_return(return_id=ret.pk, actor=SYSTEM)
    judgments = {ret.lines.get().pk: [Judgment(disposition="restock", quantity=1)]}
    inspect_return(return_id=ret.pk, judgments=judgments, actor=SYSTEM)

    with pytest.raises(MoveRefused, match="nobody decided"):
        settle_return(return_id=ret.pk, actor=SYSTEM)
    approve_exchange(exchange_id=exchange.pk, actor=SYSTEM)
    with pytest.raises(MoveRefused, match="not placed yet"):
        settle_return(return_id=ret.pk, actor=SYSTEM)
    work()
    settle_return(return_id=ret.pk, actor=SYSTEM)

    assert Exchange.objects.get().taken_amount == 12
