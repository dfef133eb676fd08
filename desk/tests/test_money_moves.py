"""Money given back and taken from the order's page."""

from decimal import Decimal

import httpx
import pytest
from django.urls import reverse

from core.actors import SYSTEM
from orders.tests.factories import placed_order
from payments.models import Payment, PaymentTransaction, Refund
from payments.services.collecting import request_capture
from payments.services.refunding import grant_refund
from payments.tests.factories import confirmed_by_workers, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(shop, settings, gateway_simulator):
    """An order for 45 euros, authorized and captured at the sandbox gateway."""
    order = authorized(shop, settings, gateway_simulator)
    payment = Payment.objects.get(order=order)
    request_capture(payment_id=payment.pk, amount=payment.authorized_amount, actor=SYSTEM)
    work()
    order.refresh_from_db()
    return order


def authorized(shop, settings, gateway_simulator):
    settings.OMS_WIRING = "payments.tests.wiring.WIRING"
    settings.GATEWAY_URL = gateway_simulator.url
    settings.GATEWAY_WEBHOOK_SECRET = gateway_simulator.webhook_secret
    httpx.delete(f"{gateway_simulator.url}/_control/faults")
    return confirmed_by_workers(shop, {0: 2})


def move_url(order, move: str) -> str:
    return reverse("admin:orders_order_move", args=[order.pk, move])


def page_of(client, order) -> str:
    return client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()


def test_a_rep_grants_a_refund_and_is_led_to_its_page(client, paid, sign_in):
    sign_in("CSR")
    form = client.get(move_url(paid, "grant_refund")).context["form"]
    key = form["cause_reference"].value()

    answer = client.post(
        move_url(paid, "grant_refund"), {"amount": "5", "reason": "Scratched", "cause_reference": key}, follow=True
    )

    refund = Refund.objects.get()
    assert (refund.order, refund.amount, refund.reason, refund.state) == (paid, 5, "Scratched", "granted")
    assert f'href="{reverse("admin:payments_refund_change", args=[refund.pk])}">Approve' in answer.content.decode()
    assert not PaymentTransaction.objects.filter(kind="refund").exists()


def test_a_second_click_is_the_same_refund_and_another_amount_is_refused(client, paid, sign_in):
    sign_in("CSR")
    given = {"amount": "5", "reason": "Scratched", "cause_reference": "k1"}

    first, again = (client.post(move_url(paid, "grant_refund"), given) for _ in range(2))
    more = client.post(move_url(paid, "grant_refund"), {**given, "amount": "6"})
    fresh = client.post(move_url(paid, "grant_refund"), {**given, "cause_reference": "k2"})

    assert (first.status_code, again.status_code, fresh.status_code) == (302, 302, 302)
    assert "Start anew" in more.content.decode()
    assert Refund.objects.count() == 2


def test_more_than_is_free_is_refused_and_a_reason_is_asked_for(client, paid, sign_in):
    sign_in("CSR")
    given = {"amount": paid.captured_amount + 1, "reason": "All wrong", "cause_reference": "k1"}

    more = client.post(move_url(paid, "grant_refund"), given)
    silent = client.post(move_url(paid, "grant_refund"), {**given, "amount": "5", "reason": ""})

    assert "captured and not promised back" in more.content.decode()
    assert (silent.status_code, Refund.objects.count()) == (422, 0)


def test_the_button_says_why_nothing_can_be_given_back(client, shop, paid, sign_in):
    sign_in("CSR")
    reason = "o captured money is free to be given back."
    unpaid = placed_order(shop)
    open_page = page_of(client, paid)
    grant_refund(order_id=paid.pk, amount=paid.captured_amount, reason="All wrong", actor=SYSTEM)

    assert move_url(paid, "grant_refund") in open_page
    assert reason not in open_page
    assert reason in page_of(client, unpaid)
    assert reason in page_of(client, paid)


def test_authorized_money_is_taken_from_the_order_by_who_may(client, shop, settings, gateway_simulator, sign_in):
    order = authorized(shop, settings, gateway_simulator)
    payment = Payment.objects.get(order=order)
    sign_in("CSR")
    refused = client.post(move_url(order, "capture"), {"payment_id": payment.pk, "amount": "7"})
    sign_in("Payments")

    offered = move_url(order, "capture") in page_of(client, order)
    client.post(move_url(order, "capture"), {"payment_id": payment.pk, "amount": "7"})
    work()

    payment.refresh_from_db()
    assert (refused.status_code, offered, payment.captured_amount) == (403, True, Decimal(7))


def test_a_payment_of_another_order_is_not_taken(client, shop, settings, gateway_simulator, sign_in):
    order = authorized(shop, settings, gateway_simulator)
    other = confirmed_by_workers(shop, {0: 1})
    sign_in("Payments")

    answer = client.post(move_url(order, "capture"), {"payment_id": Payment.objects.get(order=other).pk, "amount": "7"})

    assert answer.status_code == 422
    assert not PaymentTransaction.objects.filter(kind="capture").exists()


def test_the_buttons_are_not_for_who_lacks_the_right(client, paid, sign_in):
    sign_in("Warehouse")

    page = page_of(client, paid)

    assert move_url(paid, "grant_refund") not in page
    assert client.get(move_url(paid, "grant_refund")).status_code == 403
