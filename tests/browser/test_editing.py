"""An edit of a placed order: the difference is seen before it is made, and a stale one is told."""

from django.urls import reverse

from core.actors import SYSTEM
from orders.models import Order
from orders.services.canceling import cancel_lines
from orders.tests.edits import line_of
from orders.tests.factories import confirmed_order
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot


def open_edit(page, order: Order, units: int) -> None:
    page.goto(reverse("admin:orders_order_change", args=[order.pk]))
    page.get_by_role("link", name="Edit order").click()
    page.locator(f"[name=units_{line_of(order).pk}]").fill(str(units))
    page.get_by_role("button", name="Show what it would change").click()
    page.locator("#preview").wait_for()


def test_an_edit_shows_what_it_costs_and_is_made(shop, sign_in, axe):
    order = confirmed_order(shop, {0: 3})
    page = sign_in("csr-lead")

    open_edit(page, order, units=5)
    preview = page.locator("#preview")

    assert "To collect or authorize" in preview.inner_text()
    assert Order.objects.get().total == order.total
    ensure_open_to_all(page, axe)
    ensure_fits(page)
    shoot(page, "edit-delta")
    preview.get_by_label("Reason").fill("She calls for two more.")
    preview.get_by_role("button", name="Confirm the change").click()
    page.wait_for_url("**/change/")

    after = Order.objects.get()
    assert after.total > order.total
    assert [line.ordered for line in after.lines.order_by("position")] == [3, 2]
    assert "She calls for two more." in page.locator("#timeline").inner_text()


def test_an_edit_that_came_second_is_told_what_was_first_and_overwrites_nothing(shop, sign_in):
    order = confirmed_order(shop, {0: 3})
    page = sign_in("csr-lead")
    open_edit(page, order, units=5)

    line = line_of(order)
    cancel_lines(order_id=order.pk, units={line.pk: 1}, actor=SYSTEM, reason="Not wanted.")
    page.locator("#preview").get_by_label("Reason").fill("She calls for two more.")
    page.get_by_role("button", name="Confirm the change").click()

    told = page.get_by_role("alert").inner_text()
    assert "Somebody else changed it first" in told
    assert "Not wanted." in told
    assert [(one.ordered, one.canceled) for one in Order.objects.get().lines.all()] == [(3, 1)]
