"""Stripe's list beside our ledger: what fits says nothing, what does not is found, page by page."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import Unavailable
from orders.intake.requests import TenderRequest
from orders.models import Order
from payments.gateways.listing import ListsMovements
from payments.gateways.registry import gateway_named
from payments.models import GatewayComparison, MoneyTask, Payment, PaymentTransaction, Refund
from payments.services.comparing import start_comparisons
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.tests.factories import confirmed_by_workers, ship, work
from payments.tests.gateways.test_contract import StripeBench

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(shop, stripe_simulator, settings) -> Order:
    """Captured by Stripe in two parcels, 30.00 EUR, of which 12.00 went back."""
    settings.PAYMENT_GATEWAY = "stripe"
    card = [TenderRequest(kind="card", token="pm_card_visa")]
    order = confirmed_by_workers(shop, {0: 2}, tenders=card)
    ship(order, {1: 1}, 1)
    ship(order, {1: 1}, 2)
    refund = grant_refund(order_id=order.pk, amount=Decimal(12), reason="late", actor=SYSTEM)
    approve_refund(refund_id=refund.pk, actor=SYSTEM)
    request_refund(refund_id=refund.pk, actor=SYSTEM)
    work()
    return Order.objects.get(pk=order.pk)


@pytest.fixture
def bench(stripe_simulator, gateway_simulator) -> StripeBench:
    return StripeBench(stripe_simulator, gateway_simulator.webhook_secret)


def compare() -> GatewayComparison:
    """As each night, for Stripe alone."""
    start_comparisons(now=timezone.now())
    work()
    return GatewayComparison.objects.filter(gateway="stripe").latest("pk")


def test_what_fits_our_ledger_is_read_and_opens_nothing(order):
    assert isinstance(gateway_named("stripe"), ListsMovements)

    read = compare()

    assert (read.movements, read.differences) == (3, 0)
    assert read.finished_at is not None
    assert not MoneyTask.objects.exists()


def test_short_pages_are_read_to_their_end(order, monkeypatch):
    monkeypatch.setattr("payments.gateways.stripe.listing.PAGE", 1)

    read = compare()

    assert (read.finished_at is not None, read.differences) == (True, 0)
    assert read.movements >= 3


def test_money_taken_and_given_back_by_others_is_found(order, bench):
    gateway = gateway_named("stripe")
    held = gateway.perform(bench.instruction(amount="40.00")).gateway_reference
    taken = gateway.perform(bench.instruction("capture", "40.00", target=held)).gateway_reference
    gateway.perform(bench.instruction("refund", "7.00", target=taken))

    read = compare()

    assert read.differences == 2
    found = MoneyTask.objects.order_by("movement").values_list("kind", "movement", "amount")
    assert list(found) == [("orphan", "capture", 40), ("orphan", "refund", 7)]


def test_a_capture_made_by_hand_at_stripe_is_found_without_a_key(order, bench):
    intent = gateway_named("stripe").perform(bench.instruction(amount="9.00")).gateway_reference
    headers = {"Authorization": "Bearer sk_test"}
    bench.control.client.post(f"/v1/payment_intents/{intent}/capture", headers=headers).raise_for_status()

    compare()

    task = MoneyTask.objects.get()
    assert (task.kind, task.movement, task.amount, task.gateway_reference[:3]) == ("orphan", "capture", 9, "ch_")


def test_a_refund_that_came_back_is_written_down_though_its_webhook_was_lost(order, stripe_simulator):
    gone = PaymentTransaction.objects.get(kind="refund")
    path = f"/_control/stripe/refunds/{gone.gateway_reference}"
    stripe_simulator.client.post(path, json={"status": "failed"}).raise_for_status()

    first, second = compare(), compare()

    assert (first.differences, second.differences) == (1, 0)
    assert (Payment.objects.get().refunded_amount, Refund.objects.get().state) == (0, "failed")
    assert MoneyTask.objects.get().kind == "failed_refund"


def test_a_list_that_cannot_be_read_is_asked_for_again(order, stripe_simulator):
    since = timezone.now() - timedelta(days=1)
    for mode in ("error_before", "garbage"):
        stripe_simulator.break_once("lookup", mode)
        with pytest.raises(Unavailable):
            gateway_named("stripe").movements(since=since, position="")


def test_a_gateway_that_was_never_used_is_not_asked(shop, gateway):
    assert [each.gateway for each in start_comparisons(now=timezone.now())] == ["sandbox"]
