"""Authorizations run out: what is left is let go, and asked for anew while the order needs it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from core.effects import drain
from core.models import Alert, Effect
from orders.intake.requests import TenderRequest
from orders.models import Order
from payments.models import Payment, PaymentTransaction
from payments.services.lapsing import record_lapses
from payments.tasks import reconcile
from payments.tests.factories import confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db
LATER = timedelta(days=8)


def void_behind_our_back(gateway, payment: Payment) -> None:
    headers = {"Authorization": "Bearer test", "Idempotency-Key": uuid4().hex}
    path = f"/v1/authorizations/{payment.gateway_reference}/voids"
    gateway.client.post(path, json={}, headers=headers).raise_for_status()


def test_a_lapsed_authorization_is_asked_for_anew_and_the_order_stays_secured(shop, gateway):
    order = confirmed_by_workers(shop)
    payment = Payment.objects.get()

    for _ in range(2):
        record_lapses(payment_id=payment.pk, now=timezone.now() + LATER - timedelta(hours=23))
    payment.refresh_from_db()
    assert (payment.state, payment.voided_amount) == ("pending", order.total)
    work()

    payment.refresh_from_db()
    assert (payment.state, payment.authorized_amount - payment.voided_amount) == ("authorized", order.total)
    assert gateway.truth() == [("authorize", "18.00")] * 2


def test_only_what_is_left_of_it_lapses_and_the_next_parcel_is_taken_from_the_new_one(shop, gateway):
    order = ship(confirmed_by_workers(shop, {0: 2}), {1: 1}, 1)
    payment = Payment.objects.get()

    record_lapses(payment_id=payment.pk, now=timezone.now() + LATER)
    work()
    order = ship(Order.objects.get(pk=order.pk), {1: 1}, 2)

    assert order.captured_amount == order.total == 30
    assert [*gateway.truth()] == [
        ("authorize", "30.00"), ("capture", "18.00"), ("authorize", "12.00"), ("capture", "12.00"),
    ]  # fmt: skip


def test_money_the_gateway_let_go_unasked_is_authorized_again_and_then_collected(shop, gateway):
    order = confirmed_by_workers(shop)
    void_behind_our_back(gateway, Payment.objects.get())

    order = ship(order, {1: 1}, 1)

    assert order.captured_amount == order.total
    assert [kind for kind, _ in gateway.truth()] == ["authorize", "void", "authorize", "capture"]
    assert PaymentTransaction.objects.get(is_lapse=True).amount == order.total
    assert Alert.objects.filter(kind="payment_failed").exists()


def test_the_sweep_finds_what_ran_out_once(shop, gateway):
    confirmed_by_workers(shop)
    Payment.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    PaymentTransaction.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    reconcile()
    reconcile()

    assert Effect.objects.filter(task="payments.tasks.record_lapses").count() == 1
    drain()
    assert PaymentTransaction.objects.filter(is_lapse=True).count() == 1


def test_a_capture_that_fails_calls_a_person_and_leaves_the_money_due(shop, gateway):
    order = confirmed_by_workers(shop, tenders=[TenderRequest(kind="card", token="tok_capture_fails")])

    order = ship(order, {1: 1}, 1)

    assert order.captured_amount == 0
    alert = Alert.objects.get(kind="payment_failed")
    assert order.number in alert.message
    assert PaymentTransaction.objects.filter(kind="capture").count() == 1
