"""A list's filters and panels are fetched when they are opened: by mouse, on a phone in the dark, and they work."""

import pytest
from django.urls import reverse

from core.actors import SYSTEM
from orders.models import SavedView
from orders.services.holding import hold_order
from orders.tests.factories import placed_order
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot

LIST = "admin:orders_order_changelist"
LOOKS = [(1440, "light"), (390, "dark")]


def numbers(page) -> set[str]:
    return set(page.locator("#result_list a[href*='/change/']").all_inner_texts())


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_filters_are_opened_chosen_and_applied(shop, sign_in, axe, width, scheme):
    held, free = placed_order(shop), placed_order(shop)
    hold_order(order_id=held.pk, kind="manual", reason="Call first.", actor=SYSTEM)
    page = sign_in("manager", width=width)
    page.emulate_media(color_scheme=scheme)
    page.goto(reverse(LIST))
    assert numbers(page) == {held.number, free.number}

    page.locator("a", has_text="Filters").first.click()
    page.get_by_role("button", name="Apply Filters").wait_for()
    shoot(page, f"filters-{width}-{scheme}")
    ensure_fits(page)
    ensure_open_to_all(page, axe)
    page.locator("#changelist-filter [name=display_status]").select_option(label="On hold", force=True)
    page.get_by_role("button", name="Apply Filters").click()

    page.wait_for_url("**display_status=on_hold**")
    assert numbers(page) == {held.number}


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_columns_are_chosen_downloaded_and_kept_as_a_view_that_can_be_renamed(shop, sign_in, axe, width, scheme):
    order = placed_order(shop)
    page = sign_in("manager", width=width)
    page.emulate_media(color_scheme=scheme)
    page.goto(reverse(LIST, query={"q": order.number}))

    page.get_by_text("Columns, download, save").click()
    page.get_by_label("Name of the view").fill("Hers")
    page.locator("[name=columns][value=phone]").check()
    shoot(page, f"file-{width}-{scheme}")
    ensure_fits(page)
    ensure_open_to_all(page, axe)
    with page.expect_download() as told:
        page.get_by_role("button", name="Download CSV").click()
    file = told.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Save", exact=True).click()

    assert order.number in file
    assert "4930123456" in file
    page.get_by_text("The view is kept.").wait_for()
    assert "phone" in SavedView.objects.get(name="Hers").columns

    page.get_by_text("Manage views").click()
    page.get_by_label("New name of Hers").fill("Hers alone")
    shoot(page, f"views-{width}-{scheme}")
    ensure_fits(page)
    ensure_open_to_all(page, axe)
    form = page.locator("form", has=page.get_by_label("New name of Hers"))
    form.get_by_role("button", name="Rename").click()

    page.get_by_text("Renamed.").wait_for()
    assert SavedView.objects.get(owner__username="manager").name == "Hers alone"
