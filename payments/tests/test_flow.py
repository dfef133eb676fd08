"""Money through real workers' code and the real sandbox gateway: the truth log and our books agree."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from core.models import Effect
from customers.services.addresses import AddressText
from orders.intake.requests import TenderRequest
from orders.selectors.worth import amount_shipped
from orders.services.addressing import change_shipping_address
from orders.services.canceling import cancel_lines, cancel_order
from orders.services.recording.credit import record_credit
from payments.errors import CaptureExceedsAuthorization
from payments.models import FraudRule, Payment, PaymentTransaction, Refund, RuleKind
from payments.services.collecting import request_capture
from payments.tests.factories import confirmed_by_workers, creditworthy, ship, work

pytestmark = pytest.mark.django_db


def test_a_card_order_is_authorized_assessed_and_confirmed_by_workers(shop, gateway):
    order = confirmed_by_workers(shop, {0: 2})

    assert (order.state, order.payment_status) == ("confirmed", "authorized")
    payment = Payment.objects.get()
    assert (payment.state, payment.authorized_amount, payment.card_last4) == ("authorized", order.total, "4242")
    assert gateway.truth() == [("authorize", "30.00")]


def test_two_parcels_are_captured_with_shares_that_sum_to_the_total(shop, gateway):
    order = confirmed_by_workers(shop, {0: 3, 1: 1})

    order = ship(order, {1: 1}, 1)
    first = order.captured_amount
    order = ship(order, {1: 2, 2: 1}, 2)

    assert first == Decimal(18)  # a third of 36 for goods, and the charge of 6 with the first parcel
    assert order.captured_amount == order.total == amount_shipped(order)
    assert [kind for kind, _ in gateway.truth()] == ["authorize", "capture", "capture"]
    assert order.payment_status == "paid"


def test_a_declined_card_shows_and_holds_nothing_up(shop, gateway):
    order = confirmed_by_workers(shop, tenders=[TenderRequest(kind="card", token="tok_declined")])

    assert (order.state, order.display_status) == ("placed", "payment_failed")
    assert Payment.objects.get().failure
    assert gateway.truth() == []


def test_canceling_voids_the_authorization(shop, gateway):
    order = confirmed_by_workers(shop)

    cancel_order(order_id=order.pk, actor=SYSTEM, reason="changed mind")
    work()

    order.refresh_from_db()
    assert (order.payment_status, order.authorized_amount) == ("voided", 0)
    assert [kind for kind, _ in gateway.truth()] == ["authorize", "void"]


def test_canceling_units_voids_only_their_share(shop, gateway):
    order = confirmed_by_workers(shop, {0: 3})

    cancel_lines(order_id=order.pk, units={order.lines.get().pk: 1}, actor=SYSTEM, reason="fewer")
    work()

    order.refresh_from_db()
    assert order.authorized_amount == order.total == 30
    assert gateway.truth()[-1] == ("void", "12.00")


def test_value_given_back_after_capture_is_refunded_once(shop, gateway):
    order = ship(confirmed_by_workers(shop, {0: 2}), {1: 2}, 1)

    record_credit(order_id=order.pk, amount=Decimal(12), actor=SYSTEM, reason="one came back")
    work()
    work()

    order.refresh_from_db()
    assert (order.refunded_amount, order.payment_status) == (12, "partially_refunded")
    assert Refund.objects.get().state == "succeeded"
    assert gateway.truth()[-1] == ("refund", "12.00")


def test_more_than_is_authorized_is_not_promised(shop, gateway):
    order = confirmed_by_workers(shop)
    payment = Payment.objects.get()
    request_capture(payment_id=payment.pk, amount=order.total, actor=SYSTEM)

    with pytest.raises(CaptureExceedsAuthorization):
        request_capture(payment_id=payment.pk, amount=order.total, actor=SYSTEM)

    assert Effect.objects.filter(task="payments.tasks.capture_payment").count() == 1


@pytest.mark.parametrize("mode", ["error_before", "error_after", "garbage", "wrong_amount", "wrong_currency"])
@pytest.mark.parametrize("operation", ["authorize", "capture"])
def test_money_moves_once_whatever_the_gateway_answers(shop, gateway, operation, mode):
    gateway.break_once(operation, mode)

    order = ship(confirmed_by_workers(shop, {0: 1}), {1: 1}, 1)

    assert gateway.truth() == [("authorize", "18.00"), ("capture", "18.00")]
    assert order.captured_amount == order.total
    assert set(PaymentTransaction.objects.values_list("outcome", flat=True)) == {"succeeded"}


def test_a_risky_order_waits_for_a_person_with_the_signals_in_words(shop, gateway):
    order = confirmed_by_workers(shop, tenders=[TenderRequest(kind="card", token="tok_cvc_fail")])

    assert (order.state, order.is_on_hold) == ("placed", True)
    assert "code of the card" in order.holds.get().reason


def test_an_ordinary_order_is_not_suspected(shop, gateway):
    order = confirmed_by_workers(shop)

    assert order.risk_score == 0
    assert FraudRule.objects.filter(is_active=True).count() >= 5


def test_an_order_sent_elsewhere_before_it_is_confirmed_is_assessed_again(shop, gateway):
    FraudRule.objects.create(name="Any", kind=RuleKind.AMOUNT_ABOVE, threshold=1, score=60)
    order = confirmed_by_workers(shop)
    first = order.risk_checked_at
    text = AddressText(name="Grace Hopper", line1="Ring 2", city="Potsdam", country="DE", postal_code="14467")

    change_shipping_address(order_id=order.pk, address=text, actor=SYSTEM, reason="moved house")
    work()

    order.refresh_from_db()
    assert (order.state, order.risk_assessments.count(), order.holds.count()) == ("placed", 2, 1)
    assert order.risk_checked_at > first


def test_an_invoice_on_account_confirms_without_a_gateway(shop):
    creditworthy()
    order = confirmed_by_workers(shop, tenders=[TenderRequest(kind="on_account")])

    assert (order.state, order.on_account_amount) == ("confirmed", order.total)
