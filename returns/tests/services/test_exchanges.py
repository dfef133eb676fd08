"""Exchanges from the wish to their end, through the real sandbox gateway and the real table of listeners."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import MoveRefused
from core.models import Effect, Event
from orders.models import HoldKind
from orders.services.canceling import cancel_order
from payments.models import CreditAccount, Payment
from payments.tests.factories import ship, work
from returns.models import Disposition, Exchange
from returns.services.deciding import expire_return
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.settling import settle_return
from returns.tasks import sweep_exchanges
from returns.tests.exchanges import again, bring_back, broken, deliver, delivered_and_captured, exchanged, pay

pytestmark = pytest.mark.django_db


def fresh(exchange: Exchange) -> Exchange:
    return Exchange.objects.select_related("order", "replacement", "rma").get(pk=exchange.pk)


def on_credit() -> Decimal:
    return sum(CreditAccount.objects.values_list("balance", flat=True), Decimal(0))


def test_an_even_exchange_waits_for_the_goods_and_moves_their_worth_through_credit_alone(shop, gateway):
    order = delivered_and_captured(shop, {0: 2})

    exchange = exchanged(order, 1)

    new = exchange.replacement
    assert (exchange.state, new.state, new.total, new.original_order_id) == (
        "awaiting_return", "placed", Decimal(12), order.pk,
    )  # fmt: skip
    assert [hold.kind for hold in new.holds.all()] == [HoldKind.AWAITING_RETURN]
    assert new.lines.get().allocated == 1
    assert Event.objects.filter(order_id=new.pk, name="returns.exchanged_for").count() == 1

    exchange = bring_back(exchange)

    new = again(new)
    assert (exchange.state, exchange.taken_amount, new.state, new.is_on_hold) == (
        "released", Decimal(12), "confirmed", False,
    )  # fmt: skip
    assert (again(order).refunded_amount, on_credit()) == (Decimal(12), Decimal(0))

    deliver(new)
    sweep_exchanges()

    exchange = fresh(exchange)
    assert (exchange.state, exchange.rma.state) == ("completed", "closed")
    assert (exchange.replacement.captured_amount, exchange.replacement.state) == (Decimal(12), "completed")
    assert (gateway("refund"), gateway("capture")) == ([], [Decimal(30)])
    assert not Effect.objects.filter(state="dead").exists()
    assert broken() == {}


def test_what_the_new_goods_cost_more_is_asked_for_by_link_before_they_leave(shop, gateway):
    exchange = exchanged(delivered_and_captured(shop, {0: 1}), goods={"SKU-2": 1})
    new = exchange.replacement

    assert (exchange.state, new.total, new.delayed_amount) == ("awaiting_payment", Decimal(24), Decimal(12))
    assert Event.objects.filter(order_id=new.pk, name="payments.pay_link_sent").count() == 1
    pay(exchange)
    sweep_exchanges()
    assert (fresh(exchange).state, again(new).authorized_amount) == ("awaiting_return", Decimal(12))

    assert bring_back(exchange).state == "released"
    deliver(again(new))

    assert (again(new).captured_amount, gateway("capture")) == (Decimal(24), [Decimal(18), Decimal(12)])
    assert broken() == {}


def test_goods_that_come_first_wait_for_the_difference(shop, gateway):
    exchange = exchanged(delivered_and_captured(shop, {0: 1}), goods={"SKU-2": 1})

    exchange = bring_back(exchange)
    assert (exchange.state, exchange.replacement.state) == ("awaiting_payment", "placed")
    pay(exchange)
    sweep_exchanges()

    exchange = fresh(exchange)
    assert (exchange.state, exchange.replacement.state) == ("released", "confirmed")
    assert exchange.replacement.payments.get(kind="card").authorized_amount == Decimal(12)


@pytest.mark.parametrize(("to", "back", "credit"), [("tenders", [Decimal(12)], 0), ("store_credit", [], 12)])
def test_what_the_new_goods_cost_less_goes_where_the_customer_chose(shop, gateway, to, back, credit):
    exchange = exchanged(delivered_and_captured(shop, {1: 1}), goods={"SKU-1": 1}, difference_to=to)

    exchange = bring_back(exchange)

    assert (exchange.taken_amount, exchange.replacement.state) == (Decimal(12), "confirmed")
    assert (gateway("refund"), on_credit()) == (back, Decimal(credit))
    assert again(exchange.order).refunded_amount == Decimal(24)
    assert broken() == {}


def test_an_advance_exchange_ships_against_a_hold_that_is_let_go_when_the_goods_come(shop, gateway):
    exchange = exchanged(delivered_and_captured(shop, {0: 1}), goods={"SKU-2": 1}, mode="advance")
    new = exchange.replacement
    assert (exchange.state, new.state) == ("awaiting_payment", "placed")

    pay(exchange)
    sweep_exchanges()
    assert (fresh(exchange).state, again(new).state) == ("released", "confirmed")
    deliver(again(new))
    assert gateway("capture") == [Decimal(18), Decimal(12)]

    bring_back(exchange)

    sweep_exchanges()
    new = again(new)
    assert fresh(exchange).state == "completed"
    assert (new.captured_amount, new.state, gateway("void")) == (Decimal(24), "completed", [Decimal(12)])
    assert (gateway("capture"), gateway("refund"), on_credit()) == ([Decimal(18), Decimal(12)], [], 0)
    assert broken() == {}


def test_the_hold_is_collected_when_the_goods_do_not_come_in_time(shop, gateway):
    exchange = exchanged(delivered_and_captured(shop, {0: 1}), mode="advance")
    pay(exchange)
    deliver(again(exchange.replacement))
    sweep_exchanges()
    assert (fresh(exchange).state, gateway("capture")) == ("released", [Decimal(18)])

    Exchange.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    sweep_exchanges()
    work()

    assert (fresh(exchange).state, gateway("capture")) == ("expired", [Decimal(18), Decimal(12)])
    assert again(exchange.replacement).state == "completed"
    bring_back(exchange)
    assert (gateway("refund"), on_credit()) == ([Decimal(12)], 0)
    assert broken() == {}


def test_an_exchange_whose_return_expires_cancels_what_did_not_leave(shop, gateway):
    exchange = exchanged(delivered_and_captured(shop, {0: 1}))

    expire_return(return_id=exchange.rma_id)
    work()

    exchange = fresh(exchange)
    assert (exchange.state, exchange.replacement.state) == ("expired", "canceled")
    assert shop.level().allocated == 0
    assert broken() == {}


def test_goods_that_are_sent_back_to_the_customer_end_the_exchange(shop, gateway):
    exchange = bring_back(exchanged(delivered_and_captured(shop, {0: 1})), disposition=Disposition.RETURN_TO_CUSTOMER)

    assert (exchange.state, exchange.replacement.state, exchange.taken_amount) == ("canceled", "canceled", 0)
    assert (gateway("refund"), on_credit()) == ([], 0)


def test_a_new_order_that_is_canceled_makes_of_the_exchange_an_ordinary_return(shop, gateway):
    exchange = exchanged(delivered_and_captured(shop, {0: 1}))

    cancel_order(order_id=exchange.replacement_id, actor=SYSTEM, reason="The customer called.")
    work()
    assert fresh(exchange).state == "canceled"
    bring_back(exchange)

    assert (gateway("refund"), on_credit()) == ([Decimal(12)], 0)
    assert broken() == {}


def test_a_new_order_canceled_after_the_goods_came_leaves_their_worth_as_credit(shop, gateway):
    exchange = bring_back(exchanged(delivered_and_captured(shop, {0: 1})))

    cancel_order(order_id=exchange.replacement_id, actor=SYSTEM, reason="The customer called.")
    work()

    assert (fresh(exchange).state, on_credit(), gateway("refund")) == ("canceled", Decimal(12), [])
    assert broken() == {}


def test_money_of_an_exchange_moves_once(shop, gateway):
    exchange = bring_back(exchanged(delivered_and_captured(shop, {0: 2}), 1))
    work()
    sweep_exchanges()

    assert Payment.objects.filter(order=exchange.replacement, kind="store_credit").count() == 1
    assert again(exchange.order).refunds.count() == 1


def test_an_advance_order_ships_nothing_before_the_hold_stands(shop, gateway):
    exchange = exchanged(delivered_and_captured(shop, {0: 1}), mode="advance")

    with pytest.raises(MoveRefused):
        ship(exchange.replacement, {1: 1}, parcel_id=99)


def test_a_return_settled_for_credit_pays_the_order_that_waits_for_it_first(shop, gateway):
    exchange = exchanged(delivered_and_captured(shop, {0: 1}))
    ret = exchange.rma
    receive_return(return_id=ret.pk, actor=SYSTEM)
    judgments = {ret.lines.get().pk: [Judgment(disposition=Disposition.RESTOCK, quantity=1)]}
    inspect_return(return_id=ret.pk, judgments=judgments, actor=SYSTEM)

    settle_return(return_id=ret.pk, resolution="store_credit", actor=SYSTEM)
    work()

    exchange = fresh(exchange)
    assert (exchange.state, exchange.taken_amount, on_credit()) == ("released", Decimal(12), 0)
    assert broken() == {}
