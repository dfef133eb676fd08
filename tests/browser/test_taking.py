"""A rep takes an order by phone with the keyboard alone."""

from django.urls import reverse

from core.cards import has_card
from core.tests.test_cards import CARDS, IN_COMPANY, NO_CARDS
from orders.models import Order
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot


def pick(page, label: str, text: str) -> None:
    """Open the box of that name, type, take the first hit: as hands that never leave the keys do it."""
    page.get_by_role("combobox", name=label, exact=True).last.focus()
    page.keyboard.press("Enter")
    page.keyboard.type(text)
    page.wait_for_selector(".select2-results__option--highlighted >> text=" + text)
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.name && document.activeElement.name.endsWith('-quantity')")


def type_into(page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).first.focus()
    page.keyboard.type(text)


def test_an_order_is_taken_by_keyboard_alone(shop, sign_in, axe):
    page = sign_in("csr")
    page.goto(reverse("admin:orders_order_add"))

    for label, text in (("Name", "Grace Hopper"), ("E-mail", "grace@example.com"),
                        ("Street and number", "Street 1"), ("Town", "Berlin"),
                        ("Postal code", "10115"), ("Country", "DE")):  # fmt: skip
        type_into(page, label, text)
    pick(page, "SKU", "SKU-1")
    page.keyboard.type("2")
    pick(page, "SKU", "SKU-2")
    page.wait_for_selector("#quote-total")
    page.wait_for_function("document.querySelectorAll('.oms-quoted li').length === 2")
    total = page.locator("#quote-total").inner_text()
    ensure_open_to_all(page, axe)
    shoot(page, "taking")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/change/")

    order = Order.objects.get()
    assert (order.state, order.lines.count(), order.lines.order_by("pk")[0].ordered) == ("placed", 2, 2)
    assert total == f"€{order.total:.2f}"


def test_the_page_fits_a_phone(shop, sign_in, axe):
    page = sign_in("csr", width=390)
    page.goto(reverse("admin:orders_order_add"))

    page.get_by_role("button", name="Add a line").click()
    page.keyboard.press("Escape")

    ensure_fits(page)
    ensure_open_to_all(page, axe)


def test_a_card_number_is_told_beside_its_field_and_nothing_is_sent(shop, sign_in):
    page = sign_in("csr")
    page.goto(reverse("admin:orders_order_add"))
    pick(page, "SKU", "SKU-1")
    page.wait_for_selector("#quote-total")
    type_into(page, "Card token or gift card code", "4111 1111 1111 1111")
    page.wait_for_selector("#quote >> text=looks like a card number")

    page.get_by_role("button", name="Save and place").click()

    assert page.locator("#id_token + .oms-error").inner_text().startswith("This looks like a card number.")
    assert page.evaluate("document.activeElement.id") == "id_token"
    assert page.locator("[name=lines-0-sku]").input_value() == str(shop.skus[0].pk)
    page.fill("#id_token", "tok_visa")
    page.wait_for_selector("#quote-total")
    assert page.locator("#id_token + .oms-error").count() == 0


def test_the_page_knows_a_card_number_as_the_house_does(shop, sign_in):
    page = sign_in("csr")
    page.goto(reverse("admin:orders_order_add"))
    # Digits of other scripts are left to the house.
    texts = [text for text in (*CARDS, *IN_COMPANY, *NO_CARDS) if "٤" not in text]

    assert page.evaluate("texts => texts.map(window.hasCard)", texts) == [has_card(text) for text in texts]
