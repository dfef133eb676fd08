"""A day on the floor with a phone and a scanner: from the release to the customers' doors, by keys alone.

Six orders, and twenty in the long form; the whole house works behind them: money, labels, mails, webhooks.
"""

from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import pytest
from django.urls import reverse

from accounts.models import User
from catalog.models import SKU
from core.actors import SYSTEM
from fulfillment.models import FulfillmentOrder, Parcel, Scan, ShortPick
from fulfillment.tests.factories import box, put_on_shelves
from inventory.models import WarehouseMember
from orders.intake.reference import forget_reference
from orders.intake.requests import AddressRequest, CustomerRequest, TenderRequest
from orders.models import Order
from orders.services.placing import place_orders
from orders.tests.factories import open_shop
from shipping.models import ShippingLabel
from tests.browser.hands import enter, go_to, press, scan
from tests.browser.watching import cut_line, ensure_fits, ensure_open_to_all, shoot
from tests.journeys.people import deliver, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MEASURES = {"SKU-1": (120, 90, 40), "SKU-2": (200, 100, 60), "SKU-3": (80, 80, 80)}
TOO_SMALL = """all => all.filter(one => { const box = one.getBoundingClientRect();
  return box.width > 1 && box.height > 0 && (box.height < 44 || box.width < 44)
    && !["checkbox", "radio"].includes(one.type) && !one.matches(".skip") }).map(one => one.outerHTML)"""


@pytest.fixture
def shop(transactional_db):
    forget_reference()
    shop = open_shop(stock=60)
    put_on_shelves(shop)
    for code, (length, width, height) in MEASURES.items():
        SKU.objects.filter(code=code).update(length_mm=length, width_mm=width, height_mm=height)
    box("small", 220, tare_grams=120, height_mm=120)
    box("large", 420, tare_grams=300, max_weight_grams=20_000)
    yield shop
    forget_reference()


def place(shop, count: int) -> list[Order]:
    """Orders of strangers with cards and addresses of their own, paid for and ready for the floor."""
    wishes = [
        shop.request(
            {nr % 3: 1 + nr % 2, (nr + 1) % 3: 1},
            customer=CustomerRequest(name=f"Customer {nr}", email=f"{uuid4().hex}@example.com"),
            shipping_address=AddressRequest(
                name=f"Customer {nr}", line1=f"Street {nr}", city="Berlin", postal_code="10117", country="DE"
            ),
            tenders=[TenderRequest(kind="card", token=f"tok_visa-{uuid4().hex}")],
        )
        for nr in range(count)
    ]
    placed = [outcome.order_id for outcome in place_orders(wishes, actor=SYSTEM)]
    work()
    assert FulfillmentOrder.objects.filter(order__in=placed, state="open").count() == count
    return list(Order.objects.filter(pk__in=placed))


@dataclass
class Walk:
    """A picker on the way; ``pages`` counts what was looked at."""

    page: object
    axe: object
    stops: int = 0
    looked_at: set[str] = field(default_factory=set)

    def look(self, name: str) -> None:
        """The first page of its name: it fits, everything is large enough for a thumb, and nobody is shut out."""
        if name in self.looked_at:
            return
        self.looked_at.add(name)
        ensure_fits(self.page)
        assert self.page.eval_on_selector_all("a, button, input:not([type=hidden]), select", TOO_SMALL) == []
        ensure_open_to_all(self.page, self.axe)
        shoot(self.page, f"day-{name}")

    def read(self, selector: str) -> str:
        return self.page.locator(selector).first.inner_text().split(" · ")[0].strip()

    def pick_all(self) -> None:
        """Stop by stop until the page says that the walk is over."""
        while "/pick/" in self.page.url:
            self.stops += 1
            address = self.page.url
            self._stop()
            self.page.wait_for_function("address => location.href !== address", arg=address)

    def _stop(self) -> None:
        self.page.wait_for_load_state("load")
        place, sku, units = self.read(".place"), self.read(".product .quiet"), int(self.read(".count span")[3:])
        if self.stops == 1:
            self._wrong("B-99", "wrong-bin")
        scan(self.page, place)
        self.page.wait_for_selector("label:has-text('Scan the product')")
        self.look("at-the-bin")
        if self.stops == 2:
            self._wrong("SKU-3" if sku != "SKU-3" else "SKU-2", "wrong-product")
        if self.stops == 3:
            self._short()
        if self.stops == 4:
            return self._lost_connection(sku, units)
        for done in range(1, units + 1):
            scan(self.page, sku)
            if done < units:
                self.page.wait_for_selector(f".product .count b:text-is('{done}')")
        return None

    def _wrong(self, code: str, name: str) -> None:
        scan(self.page, code)
        self.page.wait_for_selector(".feedback.wrong")
        self.look(name)

    def _short(self) -> None:
        """A unit is damaged: what follows is shown before it is done; another of the bin is taken."""
        press(self.page, self.page.get_by_role("link", name="Not all here"), "**/short/")
        go_to(self.page, self.page.get_by_role("radio", name="The bin is empty"))
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("ArrowDown")
        press(self.page, self.page.get_by_role("button", name="Show what follows"), "**reason=damaged**")
        self.look("short")
        press(self.page, self.page.get_by_role("button", name="Report "), "**/pick/*/")
        self.page.wait_for_selector("text=reported as damaged")

    def _lost_connection(self, sku: str, units: int) -> None:
        """Scans made without a line are kept, and sent when it is back."""
        with cut_line(self.page):
            for kept in range(1, units + 1):
                scan(self.page, sku)
                self.page.wait_for_selector(f"text={kept} scan{'s are' if kept > 1 else ' is'} kept")
            self.look("offline")


def pack(walk: Walk, order: FulfillmentOrder) -> None:
    """Scan the tote and every unit; the suggested box stays chosen."""
    page = walk.page
    page.goto(reverse("warehouse:pack", args=["w1"]))
    walk.look("pack")
    scan(page, order.tote)
    page.wait_for_url("**/pack/*/")
    walk.look("bench")
    for line in order.lines.all():
        for _ in range(line.due - line.packed):
            left = page.locator("label[for=code]").inner_text()
            scan(page, line.order_line.sku.code)
            page.wait_for_function(
                "left => document.querySelector('label[for=code]')?.innerText !== left", arg=left
            )  # fmt: skip
    page.wait_for_selector("text=Close and get the label")
    walk.look("packed")
    assert "(suggested)" in page.locator("#packaging option:checked").inner_text()
    expected = page.locator("label[for=weight] .quiet").inner_text().split()[1]
    enter(page, page.locator("#weight"), expected)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Label on the way")


def hand_over(walk: Walk, numbers: list[str]) -> None:
    page = walk.page
    page.goto(reverse("shipping:handover", args=["w1"]))
    press(page, page.get_by_role("button", name="Begin"))
    page.wait_for_selector("text=Scan every parcel")
    for count, number in enumerate(numbers, start=1):
        scan(page, number)
        page.wait_for_selector(f".figure b:text-is('{count}') + span:text-is('On the truck')")
    walk.look("truck")
    press(page, page.locator("summary", has_text="The truck leaves"))
    press(page, page.get_by_role("button", name="Close M"))
    page.wait_for_selector("text=Gone")


def test_a_day_on_the_floor_from_the_release_to_the_door(shop, outside, sign_in, axe, form, books):
    orders = place(shop, 20 if form.is_long else 6)
    page = sign_in("warehouse", width=390, height=844)
    WarehouseMember.objects.create(user=User.objects.get(username="warehouse"), warehouse=shop.warehouses[0])
    walk = Walk(page, axe)

    release_and_pick(walk, len(orders))
    assert Scan.objects.filter(ok=False).count() == 2
    assert ShortPick.objects.count() == 1
    work()
    pack_and_hand_over(walk)
    deliver(outside["carrier"].url)
    work(seconds=3)

    assert set(Order.objects.values_list("fulfillment_status", flat=True)) == {"delivered"}
    done = captures(outside)
    assert len({line["key"] for line in done}) == len(done) == Parcel.objects.count() == len(orders)
    assert books() == {}


def release_and_pick(walk: Walk, count: int) -> None:
    page = walk.page
    page.goto(reverse("warehouse:release", args=["w1"]))
    walk.look("release")
    enter(page, page.locator("#count"), str(count))
    press(page, page.get_by_role("button", name="Release most urgent"), "**/pick/")
    walk.look("batches")
    press(page, page.get_by_role("button", name="Start"), "**/pick/*/")
    walk.pick_all()


def pack_and_hand_over(walk: Walk) -> None:
    ready = FulfillmentOrder.objects.filter(state="picked").order_by("pk").prefetch_related("lines__order_line__sku")
    for each in ready:
        pack(walk, each)
    work()
    labels = ShippingLabel.objects.filter(parcel__state="labeled").order_by("pk")
    hand_over(walk, list(labels.values_list("tracking_number", flat=True)))
    work()


def captures(outside) -> list[dict]:
    truth = httpx.get(f"{outside['gateway'].url}/_truth").json()
    return [line for line in truth if line["operation"] == "capture" and line["outcome"] == "succeeded"]
