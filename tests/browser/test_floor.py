"""A walk with a scanner on a phone: wrong, right, no connection, back again."""

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from fulfillment.models import PickTask
from fulfillment.tests.factories import member, put_on_shelves, released_work, tasks_of
from orders.tests.factories import open_shop

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
TOO_SMALL = """all => all.filter(one => { const box = one.getBoundingClientRect();
  return box.width > 1 && box.height > 0 && box.height < 44 && !["checkbox", "radio"].includes(one.type) })
  .map(one => one.outerHTML)"""


@pytest.fixture
def walk(browser, live_server, settings):
    """A phone at the first of two stops: one unit of SKU-2, then eight of SKU-1."""
    settings.OMS_WIRING = "fulfillment.tests.wiring.WIRING"
    shop = open_shop()
    put_on_shelves(shop)
    task = tasks_of(released_work(shop, {0: 8, 1: 1}))[0]
    pia = member(shop)
    pia.user_permissions.set(Permission.objects.filter(codename__in=["pick_task", "release_work"]))
    login = Client()
    login.force_login(pia)
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": login.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("warehouse:task", args=["w1", task.pk]))
    page.click("text=Take this task")
    yield page, task
    context.close()


def scan(page, code: str) -> None:
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def test_a_wedge_scanner_walks_two_stops_and_a_lost_line_loses_nothing(walk):
    page, first = walk
    scan(page, "B-77")
    page.wait_for_selector(".feedback.wrong")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.eval_on_selector_all("a, button, input:not([type=hidden]), select", TOO_SMALL) == []
    scan(page, "A-02")
    page.wait_for_selector(".feedback.right")
    scan(page, "SKU-2")
    page.wait_for_selector(".feedback.done")
    second = PickTask.objects.filter(batch=first.batch_id).exclude(pk=first.pk).get()
    assert page.url.endswith(f"/pick/{second.pk}/")

    scan(page, "A-01")
    page.wait_for_selector("label:has-text('Scan the product')")
    page.context.set_offline(True)
    for count in ("2", "3"):
        page.fill("#quantity", count)
        page.fill("#code", "SKU-1")
        page.press("#code", "Enter")
        page.wait_for_selector(f"text={'1 scan is' if count == '2' else '2 scans are'} kept")
    page.context.set_offline(False)

    page.wait_for_selector(".product .count b:text-is('5')", timeout=15_000)
    assert PickTask.objects.get(pk=second.pk).picked_quantity == 5
