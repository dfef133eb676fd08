"""The pay link: an order by card without a card waits, and is paid once by a card given on the gateway's page."""

import threading
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, MoveRefused, NotPermitted
from core.models import Event
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.tests.factories import placed_order
from payments.gateways.registry import gateway_named
from payments.models import Payment, PaymentTransaction
from payments.selectors.linking import due_by_link
from payments.services import linking
from payments.services.linking import pay_by_link, send_pay_link
from payments.tests.factories import work
from tests.races.crowd import PATIENCE_SECONDS, all_at_once

pytestmark = pytest.mark.django_db
WITHOUT_CARD = [TenderRequest(kind="card", token="")]
CUSTOMER = Actor(kind="customer", reference="1", rights=frozenset({"payments.pay_by_link"}))


@pytest.fixture
def order(shop, gateway):
    order = placed_order(shop, tenders=WITHOUT_CARD)
    work()
    return Order.objects.get(pk=order.pk)


def told(order: Order) -> list[str]:
    return list(Event.objects.filter(order_id=order.pk).order_by("seq").values_list("name", flat=True))


def test_an_order_without_a_card_waits_for_one_and_the_customer_is_told(order, gateway):
    assert (order.state, order.payment_status, Payment.objects.get().state) == ("placed", "pending", "pending")
    assert PaymentTransaction.objects.count() == 0
    assert told(order).count("payments.pay_link_sent") == 1
    assert due_by_link(order) == order.total


def test_a_card_from_the_gateways_page_pays_and_the_order_goes_on(order, gateway, gateway_simulator):
    page = gateway_named("sandbox").card_page(return_url="https://shop.example/o/x/pay/")
    chosen = httpx.post(
        page.partition("?")[0], data={"card": "tok_visa", "return_url": "https://shop.example/o/x/pay/"}
    )
    token = parse_qs(urlsplit(chosen.headers["Location"]).query)["card"][0]

    pay_by_link(order_id=order.pk, token=token, actor=CUSTOMER)
    work()

    after = Order.objects.get()
    assert (after.state, after.authorized_amount, due_by_link(after)) == ("confirmed", order.total, 0)
    assert gateway.truth() == [("authorize", f"{order.total:.2f}")]


def test_a_declined_card_can_be_followed_by_another(order, gateway):
    pay_by_link(order_id=order.pk, token="tok_declined", actor=CUSTOMER)
    work()
    assert Order.objects.get().payment_status != "authorized"
    assert due_by_link(Order.objects.get()) == order.total

    pay_by_link(order_id=order.pk, token="tok_visa", actor=CUSTOMER)
    work()

    assert Order.objects.get().authorized_amount == order.total


def test_what_is_no_token_is_refused_and_a_card_number_is_none(order):
    for text in ("", "4242424242424242", "4242 4242 4242 4242", "x y", "tok_visa\x00"):
        with pytest.raises(InvalidInput):
            pay_by_link(order_id=order.pk, token=text, actor=CUSTOMER)
    assert Payment.objects.get().token == ""


def test_nothing_is_paid_twice(order, gateway):
    pay_by_link(order_id=order.pk, token="tok_visa", actor=CUSTOMER)
    with pytest.raises(MoveRefused, match="being asked"):
        pay_by_link(order_id=order.pk, token="tok_mastercard", actor=CUSTOMER)
    work()
    with pytest.raises(MoveRefused, match="nothing to pay"):
        pay_by_link(order_id=order.pk, token="tok_mastercard", actor=CUSTOMER)

    assert len(gateway.truth()) == 1


def test_paying_and_sending_the_link_are_rights(order):
    with pytest.raises(NotPermitted):
        pay_by_link(order_id=order.pk, token="tok_visa", actor=Actor(kind="user", reference="1"))
    with pytest.raises(NotPermitted):
        send_pay_link(order_id=order.pk, actor=CUSTOMER)


def test_the_link_is_sent_again_only_while_something_is_to_be_paid(order, gateway):
    send_pay_link(order_id=order.pk, actor=SYSTEM)
    assert told(order).count("payments.pay_link_sent") == 2
    pay_by_link(order_id=order.pk, token="tok_visa", actor=CUSTOMER)
    work()

    with pytest.raises(MoveRefused, match="nothing to pay"):
        send_pay_link(order_id=order.pk, actor=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_pay_once(order, gateway):
    outcomes = all_at_once([
        lambda token=token: pay_by_link(order_id=order.pk, token=token, actor=CUSTOMER)
        for token in ("tok_visa", "tok_mastercard", "tok_amex")
    ])  # fmt: skip
    work()

    assert sum(isinstance(outcome, PaymentTransaction) for outcome in outcomes) == 1
    assert len(gateway.truth()) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_tabs_pay(order, gateway, monkeypatch):
    looked = threading.Barrier(2)

    def look_only(order_id: int):
        seen = Order.objects.select_related("channel").get(pk=order_id)
        payments = list(Payment.objects.filter(order_id=order_id))
        looked.wait(timeout=PATIENCE_SECONDS)
        return seen, payments

    def asked_by_nobody(payments) -> bool:
        asked = any(payment.transactions.exists() for payment in payments)
        looked.wait(timeout=PATIENCE_SECONDS)
        return asked

    monkeypatch.setattr(linking, "lock_payments", look_only)
    monkeypatch.setattr(linking, "is_being_asked", asked_by_nobody)
    monkeypatch.setattr(linking, "authorize_missing", unguarded)
    monkeypatch.setattr(linking, "tell_funds", lambda *_, **__: None)
    monkeypatch.setattr(linking, "publish", lambda *_, **__: None)

    all_at_once([
        lambda token=token: linking.pay_by_link(order_id=order.pk, token=token, actor=CUSTOMER)
        for token in ("tok_visa", "tok_mastercard")
    ])  # fmt: skip

    assert PaymentTransaction.objects.count() == 2


def unguarded(order, payments, payment, *, actor):
    return PaymentTransaction.objects.create(
        payment=payment, kind="authorization", amount=payment.amount, currency=payment.currency,
        key=payment.token, gateway=payment.gateway,
    )  # fmt: skip
