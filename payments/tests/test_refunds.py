"""Refunds: two rights, exact limits, back to the tenders that paid, owed until they succeed."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM, Actor
from core.errors import MoveRefused, NotPermitted
from core.models import Event
from orders.intake.requests import TenderRequest
from payments.errors import RefundExceedsCapture
from payments.models import Payment, PaymentTransaction, Refund
from payments.services.collecting import request_capture
from payments.services.receiving import record_payment_received
from payments.services.refunding import approve_refund, cancel_refund, grant_refund, request_refund
from payments.tests.factories import confirmed_by_workers, work

pytestmark = pytest.mark.django_db


def captured_order(shop, **options):
    order = confirmed_by_workers(shop, {0: 2}, **options)
    for payment in Payment.objects.filter(order=order):
        request_capture(payment_id=payment.pk, amount=payment.authorized_amount, actor=SYSTEM)
    work()
    return order


def test_granting_approving_and_sending_are_different_rights(shop, gateway):
    order = captured_order(shop)
    rep = Actor(kind="user", reference="1", rights=frozenset({"payments.grant_refund"}))

    refund = grant_refund(order_id=order.pk, amount=Decimal(5), reason="scratched", actor=rep)

    with pytest.raises(NotPermitted):
        approve_refund(refund_id=refund.pk, actor=rep)
    with pytest.raises(MoveRefused):
        request_refund(refund_id=refund.pk, actor=SYSTEM)
    assert gateway.truth()[-1][0] == "capture"


def test_who_approved_or_canceled_a_refund_stands_in_the_history_and_is_told_to_who_comes_later(shop, gateway):
    order = captured_order(shop)
    first = grant_refund(order_id=order.pk, amount=Decimal(5), reason="scratched", actor=SYSTEM)
    second = grant_refund(order_id=order.pk, amount=Decimal(6), reason="late", actor=SYSTEM)

    approve_refund(refund_id=first.pk, actor=SYSTEM)
    cancel_refund(refund_id=second.pk, actor=SYSTEM)

    told = Event.objects.filter(order_id=order.pk, name__startswith="payments.refund_").order_by("seq")
    assert [(event.name, event.data["changes"]) for event in told[2:]] == [
        ("payments.refund_approved", {f"refund {first.number}": ["granted", "approved"]}),
        ("payments.refund_canceled", {f"refund {second.number}": ["granted", "canceled"]}),
    ]
    with pytest.raises(MoveRefused, match=f"Order {order.number}: refund approved by The system"):
        approve_refund(refund_id=first.pk, actor=SYSTEM)


def test_more_than_was_captured_is_never_promised(shop, gateway):
    order = captured_order(shop)
    grant_refund(order_id=order.pk, amount=Decimal(20), reason="a", actor=SYSTEM)

    with pytest.raises(RefundExceedsCapture):
        grant_refund(order_id=order.pk, amount=Decimal(20), reason="b", actor=SYSTEM)


def test_a_refund_over_two_cards_goes_back_to_both_and_succeeds_as_one(shop, gateway):
    tenders = [
        TenderRequest(kind="card", token="tok_visa", amount=Decimal(10)),
        TenderRequest(kind="card", token="tok_mastercard"),
    ]
    order = captured_order(shop, tenders=tenders)
    refund = grant_refund(order_id=order.pk, amount=Decimal(25), reason="all wrong", actor=SYSTEM)
    approve_refund(refund_id=refund.pk, actor=SYSTEM)

    request_refund(refund_id=refund.pk, actor=SYSTEM)
    work()

    refund = Refund.objects.get()
    assert (refund.state, [str(part.amount) for part in refund.allocations.order_by("pk")]) == (
        "succeeded", ["20.0000", "5.0000"],
    )  # fmt: skip
    assert sorted(gateway.truth())[-2:] == [("refund", "20.00"), ("refund", "5.00")]


def test_a_failed_refund_stays_owed_and_can_be_sent_again(shop, gateway):
    order = captured_order(shop, tenders=[TenderRequest(kind="card", token="tok_refund_fails")])
    refund = grant_refund(order_id=order.pk, amount=Decimal(5), reason="x", actor=SYSTEM)
    approve_refund(refund_id=refund.pk, actor=SYSTEM)
    request_refund(refund_id=refund.pk, actor=SYSTEM)
    work()
    assert Refund.objects.get().state == "failed"
    assert Refund.objects.get().failure

    request_refund(refund_id=refund.pk, actor=SYSTEM)

    assert Refund.objects.get().state == "requested"
    assert PaymentTransaction.objects.filter(kind="refund").count() == 2


def test_a_transfer_that_arrives_pays_the_order(shop):
    order = confirmed_by_workers(shop, tenders=[TenderRequest(kind="transfer")])
    assert order.state == "placed"

    payment = Payment.objects.get()
    record_payment_received(payment_id=payment.pk, amount=order.total, reference="stmt 7", actor=SYSTEM)
    work()

    order.refresh_from_db()
    assert (order.state, order.payment_status) == ("confirmed", "paid")
