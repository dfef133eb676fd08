"""Checks: in hand nothing is secured, cleared it is money, bounced the order lacks it again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from orders.intake.requests import TenderRequest
from orders.models import Order
from payments.models import Payment, PaymentTransaction, Refund
from payments.selectors.cents import cents_of
from payments.services.checks import record_check_bounced, record_check_cleared, record_check_received
from payments.services.expiring import expire_unpaid
from payments.services.folding import unsecured
from payments.services.refunding import approve_refund, grant_refund, request_refund
from payments.tests.factories import ask_about_everything, confirmed_by_workers, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def check(shop) -> Payment:
    """A payment of 18.00 that waits for its check."""
    order = confirmed_by_workers(shop, tenders=[TenderRequest(kind="check")])
    return Payment.objects.get(order=order)


def receive(payment: Payment, reference: str = "Bank 1, no. 7") -> None:
    record_check_received(payment_id=payment.pk, amount=payment.amount, reference=reference, actor=SYSTEM)
    work()


def order() -> Order:
    return Order.objects.get()


def test_a_check_in_hand_secures_nothing_and_keeps_the_order_from_expiring(check):
    receive(check)
    receive(check)
    ask_about_everything()
    Order.objects.update(placed_at=timezone.now() - timedelta(days=60))

    assert expire_unpaid(order_id=order().pk) is False
    assert (order().state, order().payment_status, PaymentTransaction.objects.count()) == ("placed", "pending", 1)


def test_without_a_check_in_hand_the_order_expires(check):
    assert expire_unpaid(order_id=order().pk) is True


def test_a_cleared_check_pays_the_order(check):
    receive(check)

    record_check_cleared(payment_id=check.pk, actor=SYSTEM)
    work()

    assert (order().state, order().payment_status) == ("confirmed", "paid")


def test_a_check_that_bounces_before_it_is_cleared_fails_and_another_may_come(check):
    receive(check)

    record_check_bounced(payment_id=check.pk, reason="no funds", actor=SYSTEM)
    assert (Payment.objects.get().state, Payment.objects.get().failure) == ("failed", "The check bounced: no funds")
    receive(check, "Bank 1, no. 8")
    record_check_cleared(payment_id=check.pk, actor=SYSTEM)
    work()

    assert order().payment_status == "paid"


def test_a_check_that_bounces_after_it_was_cleared_is_a_chargeback_once(check):
    receive(check)
    record_check_cleared(payment_id=check.pk, actor=SYSTEM)
    work()

    record_check_bounced(payment_id=check.pk, reason="forged", actor=SYSTEM)

    assert (Payment.objects.get().charged_back_amount, order().payment_status) == (18, "disputed")
    with pytest.raises(MoveRefused, match="no check that could bounce"):
        record_check_bounced(payment_id=check.pk, reason="forged", actor=SYSTEM)


def test_what_a_bounced_check_had_paid_is_lacking_again_until_another_comes(check):
    receive(check)
    record_check_cleared(payment_id=check.pk, actor=SYSTEM)
    record_check_bounced(payment_id=check.pk, reason="forged", actor=SYSTEM)
    work()

    def figures() -> tuple[Decimal, Decimal, Decimal]:
        payments = list(order().payments.all())
        cents = cents_of(order(), payments, order().refunds.all())
        return unsecured(order(), payments), cents.missing, cents.charged_back

    assert figures() == (18, 18, 0)
    receive(check, "Bank 1, no. 8")
    record_check_cleared(payment_id=check.pk, actor=SYSTEM)
    work()

    assert figures() == (0, 0, 0)
    assert not Refund.objects.exists()


def test_what_was_still_to_be_given_back_of_a_check_that_bounced_is_not_given_back(check):
    receive(check)
    record_check_cleared(payment_id=check.pk, actor=SYSTEM)
    work()
    refund = grant_refund(order_id=check.order_id, amount=Decimal(5), reason="late", actor=SYSTEM)
    approve_refund(refund_id=refund.pk, actor=SYSTEM)
    request_refund(refund_id=refund.pk, actor=SYSTEM)

    record_check_bounced(payment_id=check.pk, reason="forged", actor=SYSTEM)

    payment, owed = Payment.objects.get(), Refund.objects.get()
    assert (payment.charged_back_amount, payment.refunding_amount) == (18, 0)
    assert (owed.state, owed.failure) == ("failed", "The check bounced before it was paid back: forged")


def test_what_is_no_check_is_refused(shop, check):
    other = confirmed_by_workers(shop, tenders=[TenderRequest(kind="transfer")]).payments.get()
    nobody = Actor(kind="user", reference="9")

    with pytest.raises(MoveRefused):
        receive(other)
    with pytest.raises(MoveRefused):
        record_check_cleared(payment_id=check.pk, actor=SYSTEM)
    with pytest.raises(InvalidInput):
        record_check_received(payment_id=check.pk, amount=Decimal("1.001"), reference="x", actor=SYSTEM)
    with pytest.raises(NotPermitted):
        record_check_received(payment_id=check.pk, amount=Decimal(1), reference="x", actor=nobody)
    assert not PaymentTransaction.objects.exists()
