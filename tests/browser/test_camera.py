"""The phone's camera in place of a scanner: read once, stopped in time, and told plainly when it cannot be."""

from contextlib import suppress

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from catalog.models import Barcode
from catalog.selectors.codes import read_code
from fulfillment.models import PickTask, Scan
from fulfillment.tests.factories import member, picked_work, put_on_shelves, released_work, tasks_of
from orders.tests.factories import open_shop
from tests.browser.conftest import CHROMIUM
from tests.browser.lens import BY_HAND, address_of, film, label
from tests.browser.watching import cut_line, ensure_fits, ensure_open_to_all, shoot, watch

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
EAN = "4006381333931"
ELEMENTS = f"(01)0{EAN}(17)261231(10)LOT-7(21)S1"
# As the house reads it: function 1 ends what has no fixed length.
WITH_SEPARATORS = f"010{EAN}1726123110LOT-7\x1d21S1"
LABELS = [
    (label(ELEMENTS, gs1=True), WITH_SEPARATORS),
    (label(ELEMENTS.replace("S1", "S2"), "DataMatrix", gs1=True), WITH_SEPARATORS.replace("S1", "S2")),
    (label("https://shop.example/p/1", "QRCode"), "https://shop.example/p/1"),
    (label("01234565", "UPCE"), "012345000065"),
    (label("036000291452", "UPCA"), "036000291452"),
    (label("96385074", "EAN8"), "96385074"),
]
READ = "[data-camera-said]:has-text('{}')"


@pytest.fixture
def shop(transactional_db, settings):
    settings.OMS_WIRING = "fulfillment.tests.wiring.WIRING"
    shop = open_shop()
    put_on_shelves(shop)
    Barcode.objects.create(sku=shop.skus[0], code=EAN)
    return shop


@pytest.fixture
def open_page(live_server, shop):
    """Signs Pia in within a browser and gives her page; no page had complained at the end."""
    contexts, complaints = [], []
    pia = member(shop)
    pia.user_permissions.set(Permission.objects.filter(codename__in=["pick_task", "release_work", "pack_parcel"]))

    def enter(browser, *, host: str = "localhost", script: str = BY_HAND, **options):
        login = Client()
        login.force_login(pia)
        url = live_server.url.replace("localhost", host)
        context = browser.new_context(viewport=PHONE, reduced_motion="reduce", base_url=url, **options)
        contexts.append(context)
        name = django_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": login.cookies[name].value, "url": url}])
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.set_default_timeout(15_000)
        # Without https the browser itself complains of headers that it does not heed then.
        if host == "localhost":
            watch(page, complaints)
        return page

    yield enter
    for context in contexts:
        with suppress(ConnectionError):
            context.close()
    assert complaints == []


def begin(page, shop, units: int = 3) -> PickTask:
    """At the stop of so many units of SKU-1."""
    task = tasks_of(released_work(shop, {0: units}))[0]
    page.goto(reverse("warehouse:task", args=["w1", task.pk]))
    page.click("text=Take this task")
    return task


def hold(page, picture=None) -> None:
    page.evaluate("address => window.hold(address)", address_of(picture) if picture else "")


def picked(page, count: int) -> None:
    page.wait_for_selector(f".product .count b:text-is('{count}')")


def test_a_films_place_and_product_are_read_and_counted_once(browser, open_page, shop, tmp_path):
    seen = film(tmp_path / "walk.y4m", [(label("A-01"), 6), (None, 2), (label(EAN, "EAN13"), 40)])
    flags = ["--no-sandbox", "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={seen}"]
    with browser.browser_type.launch(executable_path=CHROMIUM, args=flags) as own:
        page = open_page(own, script="", permissions=["camera"])
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        task = begin(page, shop)
        assert [url for url in asked if "vendor" in url] == []
        page.evaluate("window.floorCodes.prepare(document.querySelector('[data-camera]').dataset)")
        page.click("[data-camera-open]")
        page.wait_for_selector("label:has-text('Scan the product')")
        picked(page, 1)
        page.wait_for_timeout(3000)

    task.refresh_from_db()
    assert task.picked_quantity == 1
    assert list(Scan.objects.order_by("pk").values_list("code", "ok")) == [("A-01", True), (EAN, True)]
    assert sorted({url.rpartition("/")[2] for url in asked if "vendor" in url}) == ["ponyfill.js", "zxing_reader.wasm"]


def test_a_code_counts_again_only_after_it_was_away_and_nothing_before_the_answer_came(browser, open_page, shop):
    page = open_page(browser)
    task = begin(page, shop)
    page.click("[data-camera-open]")
    hold(page, label("A-01"))
    page.wait_for_selector("label:has-text('Scan the product')")
    ensure_fits(page)
    shoot(page, "camera-reads")
    page.set_viewport_size({"width": 1440, "height": 900})
    ensure_fits(page)
    shoot(page, "camera-reads-1440")
    page.set_viewport_size(PHONE)
    held = []
    page.route("**/pick/*/", lambda route: held.append(route))
    hold(page, label(EAN, "EAN13"))
    page.wait_for_selector(READ.format(EAN))
    hold(page, label("B-77"))
    page.wait_for_timeout(700)
    assert page.input_value("[data-scan]") == EAN
    [only] = held
    only.continue_()
    page.unroute("**/pick/*/")
    page.wait_for_selector(".feedback.wrong")
    hold(page)
    page.wait_for_timeout(2100)
    hold(page, label(EAN, "EAN13"))
    picked(page, 2)

    task.refresh_from_db()
    assert task.picked_quantity == 2
    assert list(Scan.objects.order_by("pk").values_list("code", "ok")) == [
        ("A-01", True), (EAN, True), ("B-77", False), (EAN, True),
    ]  # fmt: skip


def test_without_a_line_what_the_camera_reads_is_kept_and_sent_later(browser, open_page, shop):
    page = open_page(browser)
    task = begin(page, shop)
    page.evaluate("window.floorCodes.prepare(document.querySelector('[data-camera]').dataset)")
    with cut_line(page):
        page.click("[data-camera-open]")
        hold(page, label("A-01"))
        page.wait_for_selector("text=1 scan is kept")
        hold(page, label(EAN, "EAN13"))
        page.wait_for_selector("text=2 scans are kept")
        page.click("[data-camera-stop]")
    picked(page, 1)

    task.refresh_from_db()
    assert task.picked_quantity == 1


def test_every_kind_of_label_is_read_as_a_scanner_would(browser, open_page, shop):
    page = open_page(browser)
    begin(page, shop)
    page.evaluate("window.told = []; document.addEventListener('submit', e => window.told.push(e.target.code.value))")
    page.click("[data-camera-open]")
    for drawn, told in LABELS:
        hold(page, drawn)
        page.wait_for_selector(READ.format(told.replace("\x1d", " ")))

    assert page.evaluate("window.told") == [told for _, told in LABELS]


def test_what_a_gs1_label_says_reaches_the_house_with_lot_and_expiry():
    found = read_code(WITH_SEPARATORS)

    assert (found.gtin, found.lot, found.serial, str(found.expires_on)) == (f"0{EAN}", "LOT-7", "S1", "2026-12-31")


def test_the_browsers_own_reader_is_taken_where_it_reads_all(browser, open_page, shop):
    page = open_page(browser)
    page.add_init_script(
        """window.BarcodeDetector = class {
          static getSupportedFormats = async () => ["code_128", "data_matrix", "ean_13", "ean_8", "qr_code", "upc_a",
            "upc_e"];
          detect = async () => [{ ...window.seen, boundingBox: new DOMRectReadOnly(0, 0, 9, 9) }];
        };
        window.seen = { rawValue: "A-01", format: "code_128" };"""
    )
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    begin(page, shop)
    page.click("[data-camera-open]")
    page.wait_for_selector("label:has-text('Scan the product')")
    # A reader that does not write UPC-E out as scanners do.
    page.evaluate("window.seen = { rawValue: '01234565', format: 'upc_e' }")
    page.wait_for_selector(READ.format("012345000065"))

    assert [url for url in asked if "vendor" in url] == []


def test_the_camera_stops_by_button_and_when_the_page_is_hidden(browser, open_page, shop, axe):
    page = open_page(browser)
    begin(page, shop)
    for stop in (
        "document.querySelector('[data-camera-stop]').click()",
        "Object.defineProperty(document, 'hidden', {get: () => true, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange')); delete document.hidden",
    ):
        page.click("[data-camera-open]")
        page.wait_for_selector("text=Hold a code into the view")
        assert page.get_attribute("[data-camera-open]", "aria-pressed") == "true"
        ensure_open_to_all(page, axe)
        page.evaluate(stop)
        assert page.evaluate("window.tracks.map(track => track.readyState)").count("live") == 0
        assert page.is_hidden("[data-camera]")
        assert page.get_attribute("[data-camera-open]", "aria-pressed") == "false"


def test_a_scan_that_leads_to_the_next_page_keeps_the_camera_on(browser, open_page, shop):
    work = picked_work(shop, {0: 1})
    page = open_page(browser)
    page.goto(reverse("warehouse:pack", args=["w1"]))
    page.click("[data-camera-open]")
    hold(page, label(work.tote or work.number))
    page.wait_for_url("**/pack/*/")
    page.wait_for_selector("text=Hold a code into the view")
    hold(page, label(EAN, "EAN13"))
    page.wait_for_selector("text=Close and get the label")

    # Nothing is left to scan.
    assert page.is_hidden("[data-camera]")
    page.reload()
    assert page.is_hidden("[data-camera]")


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        ("NotAllowedError", "This page may not use the camera. Tap the sign beside the address, allow the camera"),
        ("NotFoundError", "No camera was found."),
        ("NotReadableError", "The camera is in use elsewhere. Close the other app"),
    ],
)
def test_why_there_is_no_picture_is_said(browser, open_page, shop, refusal, sentence):
    page = open_page(browser)
    begin(page, shop)
    page.evaluate("refusal => window.refusal = refusal", refusal)
    page.click("[data-camera-open]")
    page.wait_for_selector(READ.format(sentence))
    page.wait_for_selector(READ.format("Until then type the code or use a scanner."))
    ensure_fits(page)
    shoot(page, f"camera-{refusal}")
    page.click("[data-camera-stop]")
    assert page.is_hidden("[data-camera]")


def test_without_permission_the_browser_itself_says_no(browser, open_page, shop):
    flags = ["--no-sandbox", "--use-fake-device-for-media-stream"]
    with browser.browser_type.launch(executable_path=CHROMIUM, args=flags) as own:
        page = open_page(own, script="")
        begin(page, shop)
        page.click("[data-camera-open]")
        page.wait_for_selector(READ.format("This page may not use the camera."))


def test_without_https_the_page_says_what_to_do(browser, open_page, shop, settings):
    settings.ALLOWED_HOSTS = ["*"]
    flags = ["--no-sandbox", "--host-resolver-rules=MAP floor.test 127.0.0.1"]
    with browser.browser_type.launch(executable_path=CHROMIUM, args=flags) as own:
        page = open_page(own, host="floor.test", script="")
        begin(page, shop)
        page.click("[data-camera-open]")
        page.wait_for_selector(READ.format("The camera works only on a secure address (https)."))
        shoot(page, "camera-no-https")
