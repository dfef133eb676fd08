"""What the database itself refuses, whoever writes: with every guard of the code taken away the sums hold."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from core.actors import SYSTEM
from payments.models import Payment, PaymentTransaction
from payments.services import collecting, refunding
from payments.services.collecting import request_capture
from payments.services.promising import promise_money
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.services.retrying import request_void
from payments.statuses import TransactionKind
from payments.tests.factories import confirmed_by_workers, work
from payments.tests.test_refunds import captured_order

pytestmark = pytest.mark.django_db
MUCH = Decimal(1_000_000)


def write(payment: Payment, kind: str, amount: Decimal, outcome: str = "requested") -> PaymentTransaction:
    """A row of the ledger as some other program would write it."""
    return PaymentTransaction.objects.create(
        payment=payment, kind=kind, amount=amount, currency=payment.currency, key=uuid4().hex, outcome=outcome,
        gateway=payment.gateway,
    )  # fmt: skip


def under_way(payment: Payment) -> tuple[Decimal, Decimal, Decimal]:
    payment.refresh_from_db()
    return payment.capturing_amount, payment.voiding_amount, payment.refunding_amount


@pytest.mark.parametrize("kind", ["capture", "void"])
def test_captures_and_voids_under_way_never_pass_what_is_authorized(shop, gateway, kind):
    confirmed_by_workers(shop)
    payment = Payment.objects.get()
    write(payment, "capture", Decimal(10))

    with pytest.raises(IntegrityError, match="payment_capturing_is_authorized"), transaction.atomic():
        write(payment, kind, payment.authorized_amount - Decimal("9.99"))

    write(payment, kind, payment.authorized_amount - 10)
    assert sum(under_way(payment)) == payment.authorized_amount


def test_refunds_under_way_never_pass_what_was_captured(shop, gateway):
    order = captured_order(shop)
    payment = Payment.objects.get(order=order)
    write(payment, "refund", payment.captured_amount - 1, outcome="unknown")

    with pytest.raises(IntegrityError, match="payment_refunding_is_captured"), transaction.atomic():
        write(payment, "refund", Decimal("1.01"))

    assert under_way(payment) == (0, 0, payment.captured_amount - 1)


def test_with_the_guard_of_captures_taken_away_the_database_refuses(shop, gateway, monkeypatch):
    confirmed_by_workers(shop)
    payment = Payment.objects.get()
    monkeypatch.setattr(collecting, "capturable", lambda _: MUCH)
    monkeypatch.setattr(
        collecting, "promise_of_authorized",
        lambda payment, kind, amount, actor: [promise_money(payment, kind, amount, actor=actor)],
    )  # fmt: skip

    with pytest.raises(IntegrityError, match="payment_capturing_is_authorized"):
        request_capture(payment_id=payment.pk, amount=payment.amount + Decimal("0.01"), actor=SYSTEM)

    assert not PaymentTransaction.objects.filter(kind="capture").exists()


def test_with_the_guards_of_refunds_taken_away_the_database_refuses(shop, gateway, monkeypatch):
    order = captured_order(shop)
    monkeypatch.setattr(refunding, "left_of", lambda _: MUCH)
    monkeypatch.setattr("payments.services.granting.free_to_refund", lambda *_: MUCH)
    refund = grant_refund(order_id=order.pk, amount=order.total + 1, reason="too much", actor=SYSTEM)
    approve_refund(refund_id=refund.pk, actor=SYSTEM)

    with pytest.raises(IntegrityError, match="payment_refunding_is_captured"):
        request_refund(refund_id=refund.pk, actor=SYSTEM)

    assert not PaymentTransaction.objects.filter(kind="refund").exists()
    assert "refund" not in {operation for operation, _ in gateway.truth()}


def test_what_is_under_way_is_counted_by_the_database_until_it_is_settled(shop, gateway):
    order = confirmed_by_workers(shop, {0: 2})
    payment = Payment.objects.get()
    request_capture(payment_id=payment.pk, amount=Decimal(20), actor=SYSTEM)
    request_void(payment_id=payment.pk, actor=SYSTEM)
    asked = under_way(payment)
    work()

    settled = under_way(payment)

    assert asked == (20, order.total - 20, 0)
    assert settled == (0, 0, 0)
    assert (payment.captured_amount, payment.voided_amount) == (20, order.total - 20)


def test_a_movement_that_failed_is_free_again(shop, gateway):
    confirmed_by_workers(shop)
    payment = Payment.objects.get()
    asked = write(payment, TransactionKind.CAPTURE, payment.authorized_amount)

    PaymentTransaction.objects.filter(pk=asked.pk).update(outcome="unknown")
    unknown = under_way(payment)
    PaymentTransaction.objects.filter(pk=asked.pk).update(outcome="failed")

    assert (unknown, under_way(payment)) == ((payment.authorized_amount, 0, 0), (0, 0, 0))
