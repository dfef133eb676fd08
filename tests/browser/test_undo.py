"""A rep cancels, sees the seconds go, and takes it back."""

from django.urls import reverse

from core.models import Effect
from orders.models import Order
from orders.tests.factories import placed_order
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot


def cancel(page, order) -> None:
    page.goto(reverse("admin:orders_order_change", args=[order.pk]))
    page.get_by_role("link", name="Cancel order…").click()
    page.get_by_label("Reason").fill("Found it elsewhere")
    page.get_by_role("button", name="Cancel order").click()
    page.get_by_role("timer").wait_for()


def test_a_cancel_is_counted_down_and_undone(shop, sign_in, axe, settings):
    settings.OMS_UNDO_SECONDS = 300
    order = placed_order(shop)
    page = sign_in("csr")

    cancel(page, order)
    first = page.get_by_role("timer").inner_text()
    page.wait_for_function("(was) => document.querySelector('[role=timer]').textContent !== was", arg=first)
    ensure_open_to_all(page, axe)
    shoot(page, "undo-1440")
    page.set_viewport_size({"width": 390, "height": 844})
    ensure_fits(page)
    shoot(page, "undo-390")
    page.evaluate("document.documentElement.classList.add('dark')")
    shoot(page, "undo-dark")
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("undone. Nothing was changed.").wait_for()

    assert first.startswith("In ")
    assert Effect.objects.get(task="orders.tasks.cancel_later").state == "withdrawn"
    assert Order.objects.get().state == "placed"
    assert page.get_by_role("timer").count() == 0


def test_views_stand_on_the_list_with_their_counts(shop, sign_in, axe):
    placed_order(shop)
    page = sign_in("csr")

    page.goto(reverse("admin:orders_order_changelist"))
    page.wait_for_function("[...document.querySelectorAll('[data-count]')].every((one) => one.textContent)")

    ensure_open_to_all(page, axe)
    shoot(page, "views-1440")
    page.set_viewport_size({"width": 390, "height": 844})
    ensure_fits(page)
    shoot(page, "views-390")
