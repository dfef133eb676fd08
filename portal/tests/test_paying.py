"""The customer's page for paying: what is due, to the gateway's page and back, the last word."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.actors import SYSTEM
from core.links.masking import mask_tokens
from core.links.services import revoke_links
from core.models import Effect, LinkEnd, SignedLink
from customers.models import Customer
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.services.linking import revoke_order_links
from orders.tests.factories import placed_order
from payments.gateways.contract import Card, Receipt
from payments.models import PaymentTransaction
from payments.selectors.returning import return_url
from payments.services.recording import record_receipt
from payments.services.starting import start_payments


@pytest.fixture
def holder(shop, holder_of, settings):
    settings.GATEWAY_URL = "http://gateway.example"
    order = placed_order(shop, tenders=[TenderRequest(kind="card", token="")])
    start_payments(order_id=order.pk, actor=SYSTEM)
    settings.OMS_WIRING = "payments.tests.wiring.WIRING"
    return holder_of(Order.objects.get(pk=order.pk))


def test_the_orders_page_leads_to_paying_and_that_to_the_gateways_page(holder):
    assert holder.url("pay") in holder.see()

    page = holder.client.get(holder.url("pay"))
    onward = holder.client.get(holder.url("card"))

    assert holder.url("card") in page.content.decode()
    assert onward.status_code == 303
    assert onward.headers["Location"].startswith("http://gateway.example/pay?return_url=")
    assert {answer.headers["Referrer-Policy"] for answer in (page, onward)} == {"no-referrer"}
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


def test_the_page_tells_what_is_bought_which_card_was_chosen_and_the_way_to_the_order(holder):
    before = holder.client.get(holder.url("pay")).content.decode()
    known = holder.client.get(holder.url("pay"), {"card": "tok_visa-1", "brand": "visa", "last4": "4242"})
    odd = holder.client.get(holder.url("pay"), {"card": "tok_visa-1", "brand": "<b>", "last4": "4242"})

    line = holder.order.lines.first()
    for page in (before, known.content.decode()):
        assert (line.name in page, f'href="{holder.url()}">See the order' in page) == (True, True)
    assert "Pay with Visa ending in 4242:" in known.content.decode()
    assert "Pay with the card you chose:" in odd.content.decode()


def test_what_is_no_card_is_refused_in_words_and_never_run(holder):
    odd = holder.client.get(holder.url("pay"), {"card": "<script>alert(1)</script>"}).content.decode()
    answer = holder.send("pay", card="no card!")
    number = holder.send("pay", card="4242424242424242")

    assert "<script>alert" not in odd
    assert (answer.status_code, number.status_code) == (422, 422)
    assert "could not be read" in answer.content.decode()
    # The page never asked for a number: the gateway alone sees it.
    assert "nothing of it was kept" in number.content.decode()


def test_where_nothing_is_due_the_page_says_so(shop, holder_of, settings):
    settings.GATEWAY_URL = "http://gateway.example"
    holder = holder_of(placed_order(shop, tenders=[TenderRequest(kind="transfer")]))

    assert "nothing to pay" in holder.client.get(holder.url("pay")).content.decode()


def test_it_speaks_german(holder):
    Customer.objects.update(locale="de")

    assert "Bestellung bezahlen" in holder.client.get(holder.url("pay")).content.decode()


def given(holder, **receipt) -> PaymentTransaction:
    """A card was given, and the gateway answered so."""
    holder.send("pay", card="tok_visa-1")
    transaction = PaymentTransaction.objects.order_by("-pk")[0]
    values = {"gateway_reference": f"auth_{transaction.pk}", "amount": transaction.amount, "currency": "EUR", **receipt}
    record_receipt(transaction_id=transaction.pk, receipt=Receipt(**values))
    return transaction


def asked_again() -> int:
    return Effect.objects.filter(task="payments.tasks.ask_again").count()


def test_while_the_bank_is_asked_the_page_says_so_and_looks_again(holder):
    holder.send("pay", card="tok_visa-1")

    page = holder.client.get(holder.url("pay"))

    assert "We are asking your bank" in page.content.decode()
    assert page.headers["Refresh"] == f"3; url={holder.url('pay')}"
    assert holder.client.get(holder.url("card")).headers["Location"] == holder.url("pay")


def test_a_bank_that_wants_its_customer_is_a_button_on_both_pages(holder):
    given(holder, status="needs_action", action_url="https://bank.example/3ds/1")

    page = holder.client.get(holder.url("pay"))

    assert 'href="https://bank.example/3ds/1"' in page.content.decode()
    assert "Refresh" not in page.headers
    assert "Your bank asks you to confirm" in holder.see()


def test_a_refusal_is_told_with_the_banks_words_and_another_card_may_follow(holder):
    card = Card(brand="visa", last4="0002")
    given(holder, status="declined", message="The card holder was not authenticated <b>.", card=card)

    page = holder.client.get(holder.url("pay")).content.decode()

    assert "did not go through" in page
    assert "Visa ending in 0002." in page
    assert "The card holder was not authenticated &lt;b&gt;." in page
    assert holder.url("card") in page
    given(holder, status="ok")
    assert "Your payment is secured" in holder.client.get(holder.url("pay")).content.decode()


def test_who_comes_back_from_the_bank_has_it_asked_and_lands_on_the_page(holder):
    transaction = given(holder, status="needs_action", action_url="https://bank.example/3ds/1")
    way = return_url(transaction.key).removeprefix(settings.SITE_URL)

    answers = [holder.client.get(way) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Referrer-Policy"] == "no-referrer"
    page = holder.client.get(answers[0].headers["Location"])
    assert "We are asking your bank" in page.content.decode()
    assert "bank.example" not in page.content.decode()
    assert page.headers["Refresh"].startswith("3; url=/o/")
    assert 1 <= asked_again() <= 2


def test_a_way_back_that_is_forged_or_a_day_old_opens_nothing(holder):
    transaction = given(holder, status="needs_action", action_url="https://bank.example/3ds/1")
    way = return_url(transaction.key).removeprefix(settings.SITE_URL)

    assert holder.client.get(way.replace("~", "~x")).status_code == 404
    assert holder.client.get(reverse("portal:back", args=[transaction.key])).status_code == 404
    PaymentTransaction.objects.filter(pk=transaction.pk).update(created_at=timezone.now() - timedelta(hours=25))
    assert holder.client.get(way).status_code == 404
    assert asked_again() == 0


def test_a_way_back_leads_to_its_own_order_alone_and_pays_nothing(holder, shop):
    transaction = given(holder, status="ok")
    before = PaymentTransaction.objects.count()

    answer = holder.client.get(return_url(transaction.key).removeprefix(settings.SITE_URL))

    page = holder.client.get(answer.headers["Location"]).content.decode()
    assert holder.order.number in page
    assert (PaymentTransaction.objects.count(), asked_again()) == (before, 0)
    token = answer.headers["Location"].split("/")[2]
    assert ("To the order" in page, "See the order" in page, "What you pay for" in page) == (False, False, False)
    assert "To the order" in holder.client.get(holder.url("pay")).content.decode()
    for name in ("order", "return", "message", "cancel", "address", "feedback"):
        assert holder.client.get(reverse(f"portal:{name}", args=[token])).status_code == 404


def test_a_way_back_is_no_way_around_links_that_were_taken_back(holder):
    transaction = given(holder, status="needs_action", action_url="https://bank.example/3ds/1")
    way = return_url(transaction.key).removeprefix(settings.SITE_URL)
    earlier = holder.client.get(way).headers["Location"]

    revoke_order_links(order_id=holder.order.pk, actor=SYSTEM, reason="The mailbox was broken into.")
    count, answer = SignedLink.objects.count(), holder.client.get(way)

    assert (answer.status_code, holder.client.get(earlier).status_code) == (410, 410)
    assert "was taken back" in answer.content.decode()
    assert SignedLink.objects.count() == count
    # What the bank did is still looked after.
    assert asked_again() >= 1
    revoke_links(order_id=holder.order.pk, because=LinkEnd.ERASED)
    assert "was erased" in holder.client.get(way).content.decode()


def test_a_way_back_is_written_into_no_log():
    way = return_url("payments.tasks.authorize:17").removeprefix(settings.SITE_URL)

    assert mask_tokens(f"Gone: {way} 404") == "Gone: /o/back/…/ 404"


def test_a_gateway_that_gives_no_page_is_told_in_words(holder, settings):
    settings.GATEWAY_URL = ""

    page = holder.client.get(holder.url("card"))

    assert page.status_code == 500
    assert "try again" in page.content.decode().lower()
