"""What comes back and what still ships: neither takes from nor hides the other."""

from decimal import Decimal

import pytest

from core.actors import SYSTEM
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.services.canceling import cancel_lines
from orders.services.recording.credit import record_credit
from payments.models import Payment, Refund
from payments.selectors.overpaid import UNTOLD
from payments.services.receiving import record_payment_received
from payments.services.retrying import retry_authorization
from payments.tests.factories import ask_about_everything, confirmed_by_workers, ship, work

pytestmark = pytest.mark.django_db


def again(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def test_what_was_paid_for_returned_goods_pays_for_what_still_ships(shop, gateway):
    order = ship(confirmed_by_workers(shop, {0: 3}), {1: 2}, 1)
    assert order.captured_amount == 30
    record_credit(order_id=order.pk, amount=Decimal(24), actor=SYSTEM, reason="both came back")
    work()
    assert again(order).refunded_amount == 12
    # Half of what was credited was not paid yet: what goes back is not this credit alone.
    assert Refund.objects.get().reason == UNTOLD

    order = ship(again(order), {1: 1}, 2)

    assert order.captured_amount - order.refunded_amount == order.total - order.credited_amount == 18
    assert sorted(gateway.truth()) == [
        ("authorize", "42.00"),
        ("capture", "30.00"),
        ("refund", "12.00"),
        ("void", "12.00"),
    ]


def test_a_refund_names_the_credits_it_gives_back_and_none_that_went_back_before(shop, gateway):
    order = ship(confirmed_by_workers(shop, {0: 3}), {1: 3}, 1)
    record_credit(order_id=order.pk, amount=Decimal(12), actor=SYSTEM, reason="Return A")
    work()
    record_credit(order_id=order.pk, amount=Decimal(5), actor=SYSTEM, reason="Return B")
    record_credit(order_id=order.pk, amount=Decimal(7), actor=SYSTEM, reason="Return C")
    work()

    refunds = Refund.objects.order_by("pk").values_list("amount", "reason")

    assert list(refunds) == [(Decimal(12), "Return A"), (Decimal(12), "Return B, Return C")]


def test_value_given_back_before_shipping_is_never_collected(shop, gateway):
    order = confirmed_by_workers(shop, {0: 2})
    record_credit(order_id=order.pk, amount=Decimal(12), actor=SYSTEM, reason="goodwill")
    work()

    order = ship(again(order), {1: 2}, 1)

    assert order.captured_amount == order.total - 12
    assert [kind for kind, _ in gateway.truth()] == ["authorize", "void", "capture"]
    assert not Refund.objects.exists()


def test_two_cards_are_collected_from_the_first_and_let_go_from_the_last(shop, gateway):
    tenders = [
        TenderRequest(kind="card", token="tok_visa", amount=Decimal(20)),
        TenderRequest(kind="card", token="tok_mastercard"),
    ]
    order = confirmed_by_workers(shop, {0: 3}, tenders=tenders)

    cancel_lines(order_id=order.pk, units={order.lines.get().pk: 1}, actor=SYSTEM, reason="fewer")
    work()
    order = ship(again(order), {1: 2}, 1)

    first, second = Payment.objects.order_by("position")
    assert (first.state, first.captured_amount) == ("captured", 20)
    assert (second.captured_amount, second.voided_amount) == (10, 12)
    assert order.payment_status == "paid"


def test_a_lost_webhook_of_a_confirmed_card_is_made_up_for_by_asking(shop, gateway):
    order = confirmed_by_workers(shop, tenders=[TenderRequest(kind="card", token="tok_3ds")])
    assert order.state == "placed"
    reference = Payment.objects.get().gateway_reference
    gateway.client.post(f"/3ds/{reference}", data={"result": "success"})

    ask_about_everything()

    assert again(order).state == "confirmed"
    assert Payment.objects.get().action_url == ""


def test_another_card_pays_after_the_first_was_declined(shop, gateway):
    order = confirmed_by_workers(shop, tenders=[TenderRequest(kind="card", token="tok_declined")])

    retry_authorization(payment_id=Payment.objects.get().pk, token="tok_visa", actor=SYSTEM)
    work()

    assert (again(order).state, again(order).payment_failed_at) == ("confirmed", None)
    assert gateway.truth() == [("authorize", "18.00")]


def test_cash_on_delivery_beside_a_card_stays_secured_when_it_is_paid(shop, gateway):
    tenders = [
        TenderRequest(kind="card", token="tok_visa", amount=Decimal(10)),
        TenderRequest(kind="cash_on_delivery"),
    ]
    order = confirmed_by_workers(shop, tenders=tenders)
    assert (order.state, order.authorized_amount, order.on_account_amount) == ("confirmed", 10, 8)

    cash = Payment.objects.get(kind="cash_on_delivery")
    for _ in range(2):
        record_payment_received(payment_id=cash.pk, amount=Decimal(8), reference="till 1", actor=SYSTEM)

    order = again(order)
    assert (order.authorized_amount, order.captured_amount, order.on_account_amount) == (18, 8, 0)


def test_a_transfer_above_the_price_is_owed_back(shop):
    order = confirmed_by_workers(shop, tenders=[TenderRequest(kind="transfer")])
    payment = Payment.objects.get()

    record_payment_received(payment_id=payment.pk, amount=Decimal(20), reference="stmt 7", actor=SYSTEM)
    work()

    refund = Refund.objects.get()
    assert (refund.amount, refund.state) == (order.total * -1 + 20, "requested")
