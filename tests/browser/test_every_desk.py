"""Pages beside the main ways fit and shut nobody out: wide by day, on a phone by night, busy rather than empty."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ROLES
from core.actors import SYSTEM
from desk.practice.filling import TEACHER, fill_practice
from inventory.models import ReorderRule
from orders.models import SavedView
from orders.services.holding import hold_order
from orders.tests.factories import confirmed_order, delivered_order, placed_order
from reports.models import ExchangeRate
from reports.registry import REPORTS
from reports.services.closing import open_journal
from reports.services.downloading import download_list
from reports.services.marking import mark_everything
from reports.services.requesting import Wish
from reports.services.subscribing import Timing, subscribe
from reports.services.summarizing import refresh_summaries
from reports.statuses import FileFormat
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot

LOOKS = [(1440, "light"), (390, "dark")]


@pytest.fixture
def busy(shop, logins, settings, tmp_path):
    """A house with a past, and a manager with a file, a view and a subscription; gives an order with a story."""
    settings.MEDIA_ROOT = tmp_path
    order = placed_order(shop)
    hold_order(order_id=order.pk, kind="manual", reason="Call first.", actor=SYSTEM)
    confirmed_order(shop, {0: 1, 1: 2})
    delivered_order(shop, {1: 1})
    fill_practice(actor=TEACHER, token="look", orders=2)
    level = shop.level()
    ReorderRule.objects.create(sku=level.sku, warehouse=level.warehouse, reorder_point=500, order_up_to=900)
    today = timezone.now().date()
    ExchangeRate.objects.create(on=today, base="USD", quote="EUR", rate=Decimal("0.9"), source="ECB reference rates")
    open_journal(day=today - timedelta(days=2), actor=SYSTEM)
    mark_everything(now=timezone.now())
    refresh_summaries()
    manager = User.objects.get(username="manager")
    view = SavedView.objects.create(owner=manager, list_name="orders.order", name="Mine", columns=["number"])
    subscribe(view_id=view.pk, timing=Timing(rhythm="daily"), user=manager)
    wish = Wish(list_name="orders.order")
    download_list(wish=wish, file_format=FileFormat.CSV, user=manager).file.close()
    return order


@pytest.fixture
def look(axe) -> Callable[..., None]:
    """Opens an address and asks that it fits and that axe is content."""

    def at(page, address: str, name: str) -> None:
        answer = page.goto(address)
        assert answer.status == 200, address
        shoot(page, name)
        ensure_fits(page)
        ensure_open_to_all(page, axe)

    return at


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_each_roles_dashboard(busy, sign_in, look, width, scheme):
    for role in ROLES:
        page = sign_in(role.code, width=width)
        page.emulate_media(color_scheme=scheme)
        look(page, reverse("admin:index"), f"dashboard-{role.code}-{width}")
        page.context.close()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_each_report_and_their_index(busy, sign_in, look, width, scheme):
    page = sign_in("manager", width=width)
    page.emulate_media(color_scheme=scheme)
    look(page, reverse("reports:reports"), f"reports-{width}")
    for slug in REPORTS:
        look(page, reverse("reports:report", args=[slug]), f"report-{slug}-{width}")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_managers_pages_beside_the_lists(busy, sign_in, look, width, scheme):
    page = sign_in("manager", width=width)
    page.emulate_media(color_scheme=scheme)
    for name in (
        "planning", "reorder", "trials", "exports", "subscriptions", "practice", "doctor", "fraud", "on-time",
        "ratings", "road", "expiring",
    ):  # fmt: skip
        look(page, reverse(f"desk:{name}"), f"{name}-{width}")
    look(page, reverse("admin:orders_order_then", args=[busy.pk]), f"then-{width}")
    for name in ("journalday", "journalaccount", "exchangerate"):
        look(page, reverse(f"admin:reports_{name}_changelist"), f"{name}-{width}")


def test_the_palette_by_night_shuts_nobody_out(busy, sign_in, axe):
    page = sign_in("csr")
    page.emulate_media(color_scheme="dark")
    page.keyboard.press("Control+k")
    page.keyboard.type("new ord")
    page.locator("#command-results-list").get_by_text("New order", exact=True).first.wait_for()
    ensure_open_to_all(page, axe)


def test_enter_in_the_palette_goes_to_the_first_found_and_nowhere_without_one(busy, sign_in):
    page = sign_in("csr")
    page.keyboard.press("Control+k")
    # What the page's script complains of fails the test at its end.
    page.keyboard.press("Enter")
    page.keyboard.type("zzyzx nothing")
    page.keyboard.press("Enter")
    assert page.url.endswith(reverse("admin:index"))

    page.fill("#search-input-command", "new ord")
    page.locator("#search-input-command").press("d")
    page.locator("#search-input-command").press("Backspace")
    page.locator("#command-results-list").get_by_text("New order", exact=True).first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**" + reverse("admin:orders_order_add"))
