"""A rep takes an order by phone with the keyboard alone."""

from django.urls import reverse

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
