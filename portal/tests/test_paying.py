"""The customer's page for paying: what is due, to the gateway's page and back, the last word."""

import pytest

from core.actors import SYSTEM
from customers.models import Customer
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.tests.factories import placed_order
from payments.models import PaymentTransaction
from payments.services.starting import start_payments


@pytest.fixture
def holder(shop, holder_of, settings):
    settings.GATEWAY_URL = "http://gateway.example"
    order = placed_order(shop, tenders=[TenderRequest(kind="card", token="")])
    start_payments(order_id=order.pk, actor=SYSTEM)
    return holder_of(Order.objects.get(pk=order.pk))


def test_the_orders_page_leads_to_paying_and_that_to_the_gateways_page(holder):
    assert holder.url("pay") in holder.see()

    page = holder.client.get(holder.url("pay"))

    assert "http://gateway.example/pay?return_url=" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert PaymentTransaction.objects.count() == 0


def test_coming_back_asks_for_the_last_word_and_only_that_pays(holder):
    page = holder.client.get(holder.url("pay"), {"card": "tok_visa-1"}).content.decode()

    assert "Pay now" in page
    assert PaymentTransaction.objects.count() == 0
    done = holder.send("pay", card="tok_visa-1")
    again = holder.send("pay", card="tok_visa-1")
    assert (done.status_code, again.status_code) == (303, 409)
    assert PaymentTransaction.objects.get().payment.token == "tok_visa-1"
    assert holder.url("pay") not in holder.see()


def test_what_is_no_card_is_refused_in_words_and_never_run(holder):
    odd = holder.client.get(holder.url("pay"), {"card": "<script>alert(1)</script>"}).content.decode()
    answer = holder.send("pay", card="4242424242424242")

    assert "<script>alert" not in odd
    assert answer.status_code == 422
    assert "could not be read" in answer.content.decode()


def test_where_nothing_is_due_the_page_says_so(shop, holder_of, settings):
    settings.GATEWAY_URL = "http://gateway.example"
    holder = holder_of(placed_order(shop, tenders=[TenderRequest(kind="transfer")]))

    assert "nothing to pay" in holder.client.get(holder.url("pay")).content.decode()


def test_it_speaks_german(holder):
    Customer.objects.update(locale="de")

    assert "Bestellung bezahlen" in holder.client.get(holder.url("pay")).content.decode()
