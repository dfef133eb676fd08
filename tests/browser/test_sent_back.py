"""From the customer's photo to the refund: asked for, agreed to, received by scan, judged, settled, paid."""

import httpx
import pytest
from django.urls import reverse

from accounts.models import User
from core.models import Effect
from fulfillment.tests.pictures import photo_file
from inventory.models import WarehouseMember
from orders.models import Order
from payments.gateways.registry import gateway_named
from payments.tests.factories import work
from returns.models import Return
from returns.tests.exchanges import delivered_and_captured
from tests.browser.test_portal import open_page, shoot  # noqa: F401
from tests.browser.watching import ensure_fits, ensure_open_to_all

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gateway(gateway_simulator, settings, tmp_path):
    settings.OMS_WIRING = "returns.tests.wiring.WITH_MONEY"
    settings.OMS_UNDO_SECONDS = 0
    settings.MEDIA_ROOT = tmp_path
    settings.GATEWAY_URL = gateway_simulator.url
    settings.GATEWAY_WEBHOOK_SECRET = gateway_simulator.webhook_secret
    for path in ("/_control/faults", "/_truth"):
        httpx.delete(gateway_simulator.url + path)
    yield gateway_simulator
    gateway_named("sandbox").close()


def ask(page) -> Return:
    """The customer, without scripts."""
    page.get_by_text("Send something back").click()
    page.locator("details", has_text="Send something back").get_by_label("Product 1", exact=True).fill("1")
    page.get_by_label("Why?").select_option(label="It arrived damaged")
    photo = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": photo_file()}
    page.locator("#return-photos").set_input_files(photo)
    page.get_by_role("button", name="Ask for the return").click()
    page.get_by_role("status").wait_for()
    return Return.objects.get()


def press(page, name: str) -> None:
    """A move of the admin, with the question it may ask."""
    button = page.get_by_role("button", name=name, exact=True)
    button.or_(page.get_by_role("link", name=f"{name}…", exact=True)).first.click()
    if "/move/" in page.url:
        button.click()


def receive(page, ret: Return, axe) -> None:
    """The clerk at the dock, on a phone: the return's number, the goods, what they are like."""
    page.goto(reverse("returns:dock", args=[ret.warehouse.code]))
    page.get_by_label("Scan the return's number").fill(ret.number)
    page.keyboard.press("Enter")
    page.get_by_label("Scan the goods").fill("SKU-1")
    page.keyboard.press("Enter")
    page.locator(".row.ok").wait_for()
    ensure_fits(page)
    ensure_open_to_all(page, axe)
    shoot(page, "sent-back-box-390")
    page.get_by_role("link", name="That is all").click()
    page.get_by_role("button", name="Book 1 unit").click()
    page.goto(reverse("returns:inspect", args=[ret.warehouse.code, ret.pk]))
    assert page.get_by_alt_text(f"The customer's picture 1 of {ret.number}", exact=True).is_visible()
    page.get_by_label("Condition").select_option(index=1)
    page.get_by_label("Back to the shelf").fill("1")
    shoot(page, "sent-back-inspect-390")
    page.get_by_role("button", name="Note it").click()
    page.get_by_role("heading", name="Looked at").wait_for()


def test_a_return_goes_from_the_customers_photo_to_the_refund(shop, gateway, open_page, sign_in, axe):  # noqa: F811
    order = delivered_and_captured(shop, {0: 2})
    customer = open_page(order, scripts=False)
    ret = ask(customer)
    clerk, floor = sign_in("returns"), sign_in("warehouse", width=390, height=844)
    WarehouseMember.objects.create(user=User.objects.get(username="warehouse"), warehouse=ret.warehouse)

    clerk.goto(reverse("admin:returns_return_change", args=[ret.pk]))
    press(clerk, "Approve")
    clerk.get_by_text("Approved").first.wait_for()
    receive(floor, ret, axe)
    clerk.goto(reverse("admin:returns_return_change", args=[ret.pk]))
    shoot(clerk, "sent-back-return-1440")
    press(clerk, "Settle")
    clerk.wait_for_url("**/change/")
    work()

    customer.reload()
    order = Order.objects.get(pk=order.pk)
    assert order.refunded_amount == Return.objects.get().credited_amount > 0
    assert "12.00" in customer.locator("#returns").inner_text()
    assert not Effect.objects.filter(state="dead").exists()
    shoot(customer, "sent-back-refunded-390")
