"""An order taken by phone is paid by its link: the gateway's card page, the bank's question, and back to us."""

import re
from contextlib import suppress
from dataclasses import dataclass

import httpx
import pytest
from django.core import mail
from django.urls import reverse

from customers.models import Customer
from orders.intake.requests import TenderRequest
from orders.models import Order
from orders.tests.factories import placed_order
from payments.gateways.registry import gateway_named
from payments.models import Payment, PaymentTransaction
from payments.tests.factories import work
from tests.browser.test_taking import pick, type_into
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot, watch

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@dataclass(frozen=True)
class Provider:
    """A gateway in the simulator, and its cards by what they do."""

    name: str
    asks: str
    pays: str
    url: str = ""

    def moved(self) -> list[tuple[str, str]]:
        """What really happened there: (movement, how it ended)."""
        log = httpx.get(f"{self.url}/_truth").json()
        return [(row["operation"], row["outcome"]) for row in log]


PROVIDERS = {
    "sandbox": Provider("sandbox", asks="tok_3ds", pays="tok_mastercard"),
    "stripe": Provider("stripe", asks="pm_card_threeDSecure2Required", pays="pm_card_mastercard"),
}


@pytest.fixture(params=["sandbox", "stripe"])
def provider(request, shop, gateway_simulator, live_server, settings):
    """Where new payments by card go; it sends no webhooks, so that what we learn we have asked for."""
    settings.OMS_WIRING = "tests.browser.wiring.WIRING"
    settings.SITE_URL = live_server.url
    settings.PAYMENT_GATEWAY = request.param
    settings.GATEWAY_URL = settings.STRIPE_API_BASE = gateway_simulator.url
    settings.STRIPE_SECRET_KEY = "sk_test_simulated"
    for path in ("/_control/faults", "/_truth"):
        httpx.delete(gateway_simulator.url + path)
    plain = PROVIDERS[request.param]
    yield Provider(plain.name, plain.asks, plain.pays, gateway_simulator.url)
    gateway_named(request.param).close()


@pytest.fixture
def customer(browser):
    """Opens the customer's own browser, without a login; at the end no page had complained."""
    opened, complaints = [], []

    def enter(locale: str):
        context = browser.new_context(viewport=PHONE, reduced_motion="reduce", locale=locale)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        watch(page, complaints)
        return page

    yield enter
    for context in opened:
        with suppress(ConnectionError):
            context.close()
    assert complaints == []


def take_by_phone(page) -> Order:
    """A rep takes an order that is to be paid by card, and has no card."""
    page.goto(reverse("admin:orders_order_add"))
    for label, text in (("Name", "Grace Hopper"), ("E-mail", "grace@example.com"), ("Street and number", "Street 1"),
                        ("Town", "Berlin"), ("Postal code", "10115"), ("Country", "DE")):  # fmt: skip
        type_into(page, label, text)
    page.get_by_label("Pays by").select_option("card")
    pick(page, "SKU", "SKU-1")
    page.keyboard.type("2")
    page.wait_for_selector("#quote-total")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/change/")
    work()
    return Order.objects.get()


def link_in_mail(address: str = "grace@example.com") -> str:
    (letter,) = mail.outbox
    assert letter.to == [address]
    return re.search(r"http\S+/o/\S+", letter.body)[0]


def look(page, axe, name: str) -> None:
    """On a desk and on a phone: nothing too wide, open to all."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        ensure_fits(page)
        shoot(page, f"{name}-{size['width']}")
    ensure_open_to_all(page, axe)


def give_card(page, card: str, words: dict[str, str]) -> None:
    """From our page to the gateway's, and back with the card; nothing is paid yet."""
    page.get_by_role("link", name=words["go"]).click()
    page.locator("select[name=card]").select_option(card)
    page.locator("button").click()
    page.get_by_role("button", name=words["send"]).wait_for()


def go_to_bank(page, words: dict[str, str]) -> None:
    """The last word is said, a worker asks, the page looks again by itself and leads to the bank."""
    page.get_by_role("button", name=words["send"]).click()
    page.get_by_text(words["asked"]).wait_for()
    work()
    page.get_by_role("link", name=words["bank"]).click()
    page.get_by_role("heading", name=words["ask"]).wait_for()


ENGLISH = {
    "go": "Pay by card", "send": "Pay now", "asked": "We are asking your bank", "bank": "Confirm with your bank",
    "done": "Your payment is secured", "refused": "The payment did not go through", "ask": "Is this payment yours?",
}  # fmt: skip
GERMAN = {
    "go": "Mit Karte zahlen", "send": "Jetzt bezahlen", "asked": "Wir fragen Ihre Bank",
    "bank": "Bei der Bank bestätigen", "done": "Ihre Zahlung ist gesichert", "refused": "kam nicht zustande",
    "ask": "Ist das Ihre Zahlung?",
}  # fmt: skip


def test_a_phone_order_is_paid_by_its_link_with_3d_secure(provider, sign_in, customer, axe):
    order = take_by_phone(sign_in("csr"))
    assert (order.state, order.payment_status) == ("placed", "pending")

    page = customer("en-US")
    page.goto(link_in_mail())
    look(page, axe, f"pay-{provider.name}-due")
    page.get_by_role("link", name=ENGLISH["go"]).click()
    look(page, axe, f"pay-{provider.name}-card")
    page.go_back()
    give_card(page, provider.asks, ENGLISH)
    assert provider.moved() == []
    look(page, axe, f"pay-{provider.name}-sure")
    go_to_bank(page, ENGLISH)
    look(page, axe, f"pay-{provider.name}-bank")
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text(ENGLISH["asked"]).wait_for()
    look(page, axe, f"pay-{provider.name}-asked")
    work()
    page.get_by_text(ENGLISH["done"]).wait_for()
    look(page, axe, f"pay-{provider.name}-done")

    order.refresh_from_db()
    assert (order.state, order.payment_status, order.authorized_amount) == ("confirmed", "authorized", order.total)
    assert provider.moved() == [("authorize", "succeeded")]
    assert list(PaymentTransaction.objects.values_list("kind", "outcome")) == [("authorization", "succeeded")]
    # The way back from the bank opens nothing but paying; the link in the mail opens the order.
    assert page.get_by_role("link", name="To the order").count() == 0
    page.goto(link_in_mail())
    page.get_by_role("link", name="To the order").click()
    page.wait_for_url(lambda url: "/pay/" not in url)
    assert page.get_by_role("link", name=ENGLISH["go"]).count() == 0


def test_who_refuses_at_the_bank_pays_with_another_card(provider, sign_in, customer, axe):
    order = take_by_phone(sign_in("csr"))
    Customer.objects.update(locale="de")
    page = customer("de-DE")
    page.goto(link_in_mail())
    look(page, axe, f"pay-{provider.name}-de-due")
    give_card(page, provider.asks, GERMAN)
    go_to_bank(page, GERMAN)
    look(page, axe, f"pay-{provider.name}-de-bank")

    page.get_by_role("button", name="Ablehnen").click()
    page.get_by_text(GERMAN["asked"]).wait_for()
    work()
    page.get_by_text(GERMAN["refused"]).wait_for()
    look(page, axe, f"pay-{provider.name}-de-refused")
    order.refresh_from_db()
    assert (order.state, order.authorized_amount) == ("placed", 0)

    give_card(page, provider.pays, GERMAN)
    look(page, axe, f"pay-{provider.name}-de-sure")
    page.get_by_role("button", name=GERMAN["send"]).click()
    page.get_by_text(GERMAN["asked"]).wait_for()
    work()
    page.get_by_text(GERMAN["done"]).wait_for()

    order.refresh_from_db()
    assert (order.state, order.authorized_amount) == ("confirmed", order.total)
    assert provider.moved() == [("authorize", "declined"), ("authorize", "succeeded")]
    assert Payment.objects.get().card_last4 == "4444"


def test_a_question_of_the_bank_that_was_answered_leads_back_to_the_shop(provider, shop, customer, axe):
    placed_order(shop, tenders=[TenderRequest(kind="card", token="")])
    work()
    page = customer("de-DE")
    page.goto(link_in_mail("ada@example.com"))
    give_card(page, provider.asks, ENGLISH)
    go_to_bank(page, {**ENGLISH, "ask": GERMAN["ask"]})
    page.get_by_role("button", name="Bestätigen").click()
    page.get_by_text(ENGLISH["asked"]).wait_for()

    page.goto(Payment.objects.get().action_url)
    look(page, axe, f"pay-{provider.name}-de-over")
    page.get_by_role("link", name="Zurück zum Shop").click()
    work()

    page.get_by_text(ENGLISH["done"]).wait_for()
    assert provider.moved() == [("authorize", "succeeded")]
