"""Nobody paid in time: the gateway is asked before the order ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.effects import drain
from core.models import Effect
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.tasks import sweep_waiting
from orders.tests import factories
from payments.models import Payment, PaymentTransaction
from payments.services import expiring
from payments.tests.factories import work

pytestmark = pytest.mark.django_db


def too_late(order: Order) -> None:
    span = timedelta(hours=order.channel.unpaid_hours + 1)
    Order.objects.filter(pk=order.pk).update(placed_at=timezone.now() - span)


def state_of(order: Order) -> tuple[str, str]:
    order = Order.objects.get(pk=order.pk)
    return order.state, order.payment_status


def order_with_a_lost_answer(shop, gateway) -> Order:
    """The card was charged, the answer was lost, and nobody asked yet."""
    gateway.break_once("authorize", "timeout_after", delay_seconds=0.1)
    order = factories.placed_order(shop)
    drain()
    drain()
    assert PaymentTransaction.objects.get().outcome in ("requested", "unknown")
    # The worker's own next try is far away: only the expiry may ask.
    Effect.objects.filter(state="due").update(run_after=timezone.now() + timedelta(hours=9))
    too_late(order)
    return order


def test_money_whose_answer_was_lost_keeps_the_order_alive(shop, gateway):
    order = order_with_a_lost_answer(shop, gateway)

    sweep_waiting()
    work()

    assert state_of(order) == ("confirmed", "authorized")
    assert gateway.truth() == [("authorize", "18.00")]


def test_without_asking_first_a_paid_order_ends(shop, gateway, monkeypatch):
    order = order_with_a_lost_answer(shop, gateway)
    monkeypatch.setattr(expiring, "attempts_in_flight", lambda order_id: PaymentTransaction.objects.none())

    sweep_waiting()
    drain()

    assert state_of(order)[0] == "expired"
    assert ("authorize", "18.00") in gateway.truth()


def test_nobody_is_ended_while_the_gateway_does_not_answer(shop, gateway):
    order = order_with_a_lost_answer(shop, gateway)
    gateway.break_once("lookup", "error_before", times=50)
    gateway.break_once("authorize", "error_before", times=50)

    sweep_waiting()
    drain()

    assert state_of(order) == ("placed", "pending")
    assert Effect.objects.get(task="payments.tasks.expire_unpaid").state == "done"


def test_who_never_paid_is_ended_and_the_goods_are_free(shop, gateway):
    order = factories.placed_order(shop, tenders=[TenderRequest(kind="transfer")])
    drain()
    too_late(order)

    sweep_waiting()
    sweep_waiting()
    drain()

    assert state_of(order)[0] == "expired"
    assert shop.level().allocated == 0
    assert Effect.objects.filter(task="payments.tasks.expire_unpaid").count() == 1


def test_who_paid_in_the_last_moment_is_left_alone(shop, gateway):
    order = factories.placed_order(shop)
    work()
    too_late(order)

    assert not expiring.expire_unpaid(order_id=order.pk)

    assert state_of(order) == ("confirmed", "authorized")
    assert Payment.objects.get().state == "authorized"
