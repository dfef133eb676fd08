"""Returned goods on a phone and at the desk: a box is scanned, looked at and settled, and nothing is out of reach."""

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from fulfillment.tests.factories import member
from returns.models import Return, ReturnPolicy
from returns.tests.factories import approved_return, paid_and_delivered, requested_return
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot, watch

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
RIGHTS = ("receive_return", "inspect_return")
TOUCHED = "main a, main button, main input:not([type=hidden]), main select"
TOO_SMALL = """all => all.filter(one => { const box = one.getBoundingClientRect();
  return box.width > 1 && box.height > 0 && box.height < 44 && !["checkbox", "radio"].includes(one.type) })
  .map(one => one.outerHTML)"""


@pytest.fixture
def phone(browser, live_server, shop):
    """A phone in the hand of somebody at the returns dock; at the end no page had complained."""
    pia = member(shop)
    pia.user_permissions.set(Permission.objects.filter(codename__in=RIGHTS))
    login = Client()
    login.force_login(pia)
    name = django_settings.SESSION_COOKIE_NAME
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, reduced_motion="reduce")
    context.add_cookies([{"name": name, "value": login.cookies[name].value, "url": live_server.url}])
    page, complaints = context.new_page(), []
    page.set_default_timeout(10_000)
    watch(page, complaints)
    yield page
    context.close()
    assert complaints == []


def judge_page(page, axe, name: str) -> None:
    """Every target can be hit, nothing overflows, everybody can use it; pictures of both sizes when asked for."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        ensure_fits(page)
        shoot(page, f"{name}-{size['width']}")
    assert page.locator(TOUCHED).evaluate_all(TOO_SMALL) == []
    ensure_open_to_all(page, axe)


def scan(page, code: str) -> None:
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def test_a_box_is_scanned_with_one_missing_and_one_foreign_unit_and_looked_at(phone, axe, shop):
    ret = approved_return(paid_and_delivered(shop, {0: 3}), 3)
    code = shop.warehouses[0].code
    phone.goto(reverse("returns:dock", args=[code]))
    judge_page(phone, axe, "returns-dock")

    scan(phone, ret.number)
    phone.wait_for_url("**/box/**")
    assert phone.get_by_text("Nothing was scanned yet").is_visible()
    for sku, count in ((shop.skus[0], 1), (shop.skus[0], 2), (shop.skus[1], 1)):
        scan(phone, sku.code)
        phone.wait_for_selector(f"li:has-text('{sku.code}') .count b:text-is('{count}')")
    phone.wait_for_selector("text=1 not of this order")
    assert not phone.get_by_text("Nothing was scanned yet").is_visible()
    judge_page(phone, axe, "returns-box")

    assert phone.locator("#code").bounding_box()["width"] > 250

    phone.click("text=Undo last scan")
    phone.wait_for_selector(".messages .note")
    scan(phone, shop.skus[1].code)
    phone.wait_for_selector(".feedback.beware:has-text('Not of this order')")
    assert phone.locator(".messages").count() == 0

    phone.click("text=That is all")
    judge_page(phone, axe, "returns-finish")
    phone.click("text=They are missing")
    phone.click("text=Book 3 units")

    phone.wait_for_selector("text=What was seen")
    judge_page(phone, axe, "returns-inspect")
    phone.select_option("[name=grade]", "used")
    phone.fill("[name=fate_restock]", "1")
    phone.fill("[name=fate_scrap]", "1")
    phone.click("text=Note it")
    phone.wait_for_selector("text=Looked at")

    lines = Return.objects.get().lines.order_by("reception", "disposition").values_list("reception", "disposition")
    assert list(lines) == [("received", "restock"), ("received", "scrap"), ("wrong_item", "")]


def test_the_return_is_decided_and_settled_at_the_desk(sign_in, axe, shop):
    ReturnPolicy.objects.create(channel=shop.channel, restocking_percent=10)
    requested_return(paid_and_delivered(shop, {0: 2}), comment="It is too small.")
    page = sign_in("csr-lead")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.goto(reverse("admin:returns_return_changelist") + "?queue=decide")
        ensure_fits(page)
        shoot(page, f"returns-queue-{size['width']}")
        page.goto(reverse("admin:returns_return_change", args=[Return.objects.get().pk]))
        ensure_fits(page)
        shoot(page, f"return-{size['width']}")
        page.goto(reverse("admin:returns_returnpolicy_add"))
        ensure_fits(page)
        shoot(page, f"return-policy-{size['width']}")
    ensure_open_to_all(page, axe)
