"""Stock work with a scanner on a phone: receive over and under, put away, move, fill, count."""

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from catalog.models import SKU, Barcode
from core.actors import SYSTEM
from core.audit.runner import audit
from fulfillment.tests.factories import bin_units, member, put_on_shelves
from inventory.models import CycleCount, Location, PickFace, StockScan, Supply
from inventory.services.supplies import create_supply
from orders.intake.reference import forget_reference
from orders.tests.factories import open_shop
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot, watch

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
RIGHTS = ("receive_supply", "move_stock", "count_stock")
TOUCHED = "main a, main button, main input:not([type=hidden]), main select"
TOO_SMALL = """all => all.filter(one => { const box = one.getBoundingClientRect();
  return box.width > 1 && box.height > 0 && box.height < 44 && !["checkbox", "radio"].includes(one.type) })
  .map(one => one.outerHTML)"""


@pytest.fixture
def shop(settings):
    settings.OMS_WIRING = "fulfillment.tests.wiring.WIRING"
    forget_reference()
    shop = open_shop()
    put_on_shelves(shop)
    yield shop
    forget_reference()


@pytest.fixture
def phone(browser, live_server, shop):
    """A phone in the hand of somebody of the first warehouse."""
    pia = member(shop)
    pia.user_permissions.set(Permission.objects.filter(codename__in=RIGHTS))
    login = Client()
    login.force_login(pia)
    name = django_settings.SESSION_COOKIE_NAME
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, reduced_motion="reduce")
    context.add_cookies([{"name": name, "value": login.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.fixture
def floor(phone):
    """The phone; at the end no page had complained."""
    complaints = []
    watch(phone, complaints)
    yield phone
    assert complaints == []


def go(page, name, *arguments):
    page.goto(reverse(f"stock:{name}", args=["w1", *arguments]))


def scan(page, code):
    """As a keyboard-wedge scanner types it, wherever the focus is."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def hear(page, kind, words):
    page.wait_for_selector(f".feedback.{kind}:has-text('{words}')")


def look_at(page, axe, name):
    """The page is open to all and fits, on a phone and on a desk."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        ensure_fits(page)
        shoot(page, f"{name}-{size['width']}")
    assert page.eval_on_selector_all(TOUCHED, TOO_SMALL) == []
    ensure_open_to_all(page, axe)


def test_a_delivery_with_too_much_too_little_and_something_else_is_received_and_put_away(floor, shop, axe):
    page, sku = floor, shop.skus[1]
    SKU.objects.filter(pk=sku.pk).update(lot_tracked=True)
    Barcode.objects.create(sku=sku, code="9521234543213")
    units = {shop.skus[0].pk: 2, sku.pk: 3}
    supply = create_supply(warehouse_id=shop.warehouses[0].pk, supplier="Acme", units=units, actor=SYSTEM)
    go(page, "home")
    look_at(page, axe, "stock-home")
    page.click("text=Receive")
    look_at(page, axe, "receive")
    scan(page, supply.number)
    page.wait_for_selector("label:has-text('Scan the goods')")

    scan(page, "NONSENSE")
    hear(page, "wrong", "Nothing is called NONSENSE")
    for total in (1, 2):
        scan(page, "SKU-1")
        hear(page, "right", f"SKU-1: {total} of 2.")
    scan(page, "SKU-1")
    hear(page, "right", "1 more than expected")
    scan(page, "(01)09521234543213(17)301231(10)L7")
    hear(page, "right", "SKU-2: 1 of 3.")
    scan(page, "SKU-2")
    hear(page, "wrong", "is kept by lot")
    scan(page, "L8")
    hear(page, "right", "SKU-2: 2 of 3.")
    scan(page, "SKU-3")
    hear(page, "wrong", "was not ordered")
    look_at(page, axe, "arrival")
    page.click("text=Note 1 as not ordered")
    hear(page, "right", "noted as not ordered")
    page.click("text=That is all")
    for words in ("3 came, 1 more than the 2", "2 of 3 came. Still expected: 1", "1 × SKU-3 were not ordered"):
        page.wait_for_selector(f"#follows + ul >> text={words}")
    look_at(page, axe, "finish")
    page.click("button:has-text('Book')")
    page.wait_for_selector("text=is booked. Now put it away.")
    assert (bin_units(shop, "DOCK", 0), bin_units(shop, "DOCK", 1), bin_units(shop, "DOCK", 2)) == (3, 2, 0)
    assert Supply.objects.get(pk=supply.pk).state == "expected"

    go(page, "put_away")
    look_at(page, axe, "put-away")
    scan(page, "sku-1")
    page.wait_for_selector(".place:text-is('A-01')")
    look_at(page, axe, "carry")
    scan(page, "A-99")
    hear(page, "wrong", "No place here is called A-99")
    scan(page, "A-01")
    page.wait_for_selector("text=3 × SKU-1 from DOCK to A-01.")
    assert bin_units(shop, "A-01") == 13
    assert StockScan.objects.filter(ok=False).count() == 4
    assert [one.name for one in audit() if one.violations] == []


def test_stock_is_moved_filled_and_counted_blind(floor, shop, axe):
    page = floor
    face = Location.objects.create(warehouse=shop.warehouses[0], code="P-01")
    Location.objects.create(warehouse=shop.warehouses[0], code="B-01")
    PickFace.objects.create(sku=shop.skus[0], location=face, minimum=2, maximum=4)
    go(page, "move")
    look_at(page, axe, "move")
    scan(page, "A-02")
    page.wait_for_selector("h1:text-is('A-02')")
    look_at(page, axe, "bin")
    scan(page, "SKU-2")
    page.wait_for_selector("label:has-text('Scan the bin they go to')")
    page.fill("#quantity", "4")
    page.focus("#code")
    scan(page, "B-01")
    page.wait_for_selector("text=4 × SKU-2 from A-02 to B-01.")

    go(page, "replenish")
    look_at(page, axe, "replenish")
    page.click("text=take 4 from A-01")
    page.wait_for_selector(".place:text-is('P-01')")
    scan(page, "P-01")
    page.wait_for_selector("text=4 × SKU-1 from A-01 to P-01.")
    page.wait_for_selector("text=Every pick bin has what it needs")

    go(page, "count")
    look_at(page, axe, "count")
    scan(page, "A-02")
    page.wait_for_selector(".place:text-is('A-02')")
    assert "SKU-2" not in page.inner_text("main")
    scan(page, "SKU-2")
    hear(page, "right", "SKU-2: 1.")
    scan(page, "OOPS")
    hear(page, "wrong", "Nothing is called OOPS")
    look_at(page, axe, "count-bin")
    page.fill("main input[type=number]", "5")
    page.click("text=That is all")
    page.wait_for_selector("text=A-02 is counted.")
    assert (bin_units(shop, "A-02", 1), CycleCount.objects.get().state) == (5, "recorded")
    assert [one.name for one in audit() if one.violations] == []


def test_scans_at_the_dock_are_kept_while_the_line_is_down(phone, shop):
    page, units = phone, {shop.skus[0].pk: 3}
    supply = create_supply(warehouse_id=shop.warehouses[0].pk, supplier="Acme", units=units, actor=SYSTEM)
    go(page, "arrival", supply.pk)
    page.context.set_offline(True)
    for kept in ("1 scan is kept", "2 scans are kept"):
        scan(page, "SKU-1")
        page.wait_for_selector(f"text={kept}")
    page.context.set_offline(False)

    page.wait_for_selector(".count b:text-is('2')", timeout=15_000)
    assert StockScan.objects.filter(ok=True).count() == 2
