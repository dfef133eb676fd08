"""A rep at the telephone: find, hold, let go, cancel, and never overwrite somebody else."""

from django.urls import reverse

from core.actors import SYSTEM
from orders.models import Order
from orders.services.holding import hold_order
from orders.tests.factories import placed_order
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def open_order(page, order: Order) -> None:
    page.goto(reverse("admin:orders_order_change", args=[order.pk]))


def test_a_rep_finds_an_order_by_the_call_box_holds_it_and_lets_it_go(shop, sign_in):
    order = placed_order(shop)
    page = sign_in("csr")

    page.get_by_placeholder("Order number, name").fill("lovelace")
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    assert order.number in page.title()

    page.get_by_role("link", name="Hold…", exact=True).click()
    page.get_by_label("Reason").fill("She asks her husband.")
    page.get_by_role("button", name="Hold", exact=True).click()
    assert "She asks her husband." in page.locator("#holds").inner_text()
    assert fresh(order).is_on_hold

    page.locator("#holds").get_by_role("link", name="Release…").click()
    page.get_by_role("button", name="Release").click()
    open_order(page, order)
    assert page.locator("#holds").count() == 0
    assert not fresh(order).is_on_hold


def test_what_is_not_possible_tells_why_and_a_cancel_asks_why(shop, sign_in, axe):
    order = placed_order(shop)
    page = sign_in("csr")
    open_order(page, order)

    assert page.get_by_role("button", name="Confirm").is_disabled()
    moves = page.get_by_label("Next moves").inner_text()
    assert "The risk check has not run." in moves
    assert "Its payment is begun by itself, within seconds." in moves

    page.get_by_role("link", name="Cancel order…").click()
    page.get_by_role("button", name="Cancel order").click()
    assert "Please say why" in page.get_by_role("alert").inner_text()
    ensure_open_to_all(page, axe)
    page.get_by_label("Reason").fill("Found it elsewhere.")
    page.get_by_role("button", name="Cancel order").click()

    assert fresh(order).state == "canceled"
    assert "Found it elsewhere." in page.locator("#timeline").inner_text()
    shoot(page, "csr-canceled")


def test_a_conflict_shows_what_the_other_did_and_goes_on_from_there(shop, sign_in, axe):
    order = placed_order(shop)
    page = sign_in("csr-lead", width=390)
    open_order(page, order)
    page.get_by_role("link", name="Cancel order…").click()
    hold_order(order_id=order.pk, kind="address", reason="House number missing", actor=SYSTEM)

    page.get_by_label("Reason").fill("She called.")
    page.get_by_role("button", name="Cancel order").click()

    told = page.get_by_role("alert").inner_text()
    assert "Somebody else changed it first" in told
    assert "House number missing" in told
    assert fresh(order).state == "placed"
    ensure_fits(page)
    ensure_open_to_all(page, axe)
    shoot(page, "csr-conflict")

    page.get_by_role("button", name="Cancel order").click()
    assert fresh(order).state == "canceled"
