"""A phone with a wedge scanner walks an order through the warehouse; only the keyboard is used."""

from django.urls import reverse

from core.effects import drain
from fulfillment.models import Parcel, PickTask
from fulfillment.tests.factories import open_work
from inventory.models import WarehouseMember
from orders.models import Order
from shipping.models import ShippingLabel
from tests.browser.hands import press, scan
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot


def look(page, axe, name: str) -> None:
    ensure_fits(page)
    ensure_open_to_all(page, axe)
    shoot(page, f"warehouse-{name}")


def pick(page, work, axe) -> None:
    (task,) = PickTask.objects.filter(line__fulfillment_order=work)
    page.wait_for_selector(f"text={task.location.code}")
    scan(page, "B-99")
    page.wait_for_selector(".feedback.wrong")
    look(page, axe, "pick-wrong")
    assert PickTask.objects.get(pk=task.pk).picked_quantity == 0
    scan(page, task.location.code)
    page.wait_for_selector(".feedback.right")
    look(page, axe, "pick")
    scan(page, "SKU-1")
    page.wait_for_selector(".product .count b:text-is('1')")
    scan(page, "SKU-1")
    page.wait_for_url("**/pack/")
    assert PickTask.objects.get(pk=task.pk).state == "picked"


def printed(page, name: str) -> bytes:
    """What its button prints: sent as the form would be, because a new window's PDF cannot be read from here."""
    form = page.locator("form", has=page.get_by_role("button", name=name, exact=True))
    fields = {"csrfmiddlewaretoken": form.locator("[name=csrfmiddlewaretoken]").input_value()}
    answer = page.request.post(form.get_attribute("action"), form=fields, headers={"Referer": page.url})
    assert answer.ok, answer.status
    return answer.body()


def test_an_order_is_released_picked_packed_and_handed_over_by_typing_alone(shop, carrier, sign_in, logins, axe):
    work = open_work(shop, {0: 2})
    page = sign_in("warehouse", width=390, height=844)
    user = WarehouseMember._meta.get_field("user").related_model.objects.get(username="warehouse")
    WarehouseMember.objects.create(user=user, warehouse=shop.warehouses[0])

    page.goto(reverse("warehouse:home"))
    assert page.url.endswith(reverse("warehouse:today", args=["w1"]))
    look(page, axe, "today")
    press(page, page.get_by_role("link", name="Release", exact=True), "**/release/")
    look(page, axe, "release")
    press(page, page.get_by_role("button", name="Release most urgent"), "**/pick/")
    press(page, page.get_by_role("button", name="Start"), "**/pick/*/")
    pick(page, work, axe)

    work.refresh_from_db()
    page.goto(reverse("warehouse:pack", args=["w1"]))
    scan(page, work.tote or work.order.number)
    page.wait_for_url("**/pack/*/")
    scan(page, "SKU-2")
    page.wait_for_selector(".feedback.wrong")
    look(page, axe, "pack")
    for left in ("1 left", None):
        scan(page, "SKU-1")
        page.wait_for_selector(f"text={left}" if left else "text=Close and get the label")
    page.locator("#weight").fill("1100")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Label on the way")
    drain()
    page.reload()
    label = ShippingLabel.objects.get(parcel__fulfillment_order=work)
    assert printed(page, "Label PDF").startswith(b"%PDF")
    page.reload()
    page.wait_for_selector("text=Printed: label once")
    look(page, axe, "packed")

    press(page, page.get_by_role("link", name="Hand over"), "**/hand-over/")
    press(page, page.get_by_role("button", name="Begin"))
    page.wait_for_selector("text=Scan every parcel")
    scan(page, label.tracking_number)
    page.wait_for_selector("text=The truck leaves")
    look(page, axe, "handover")
    press(page, page.locator("summary", has_text="The truck leaves"))
    press(page, page.get_by_role("button", name="Close M"))
    page.wait_for_selector("text=Gone")
    drain()

    assert Parcel.objects.get().state == "shipped"
    assert Order.objects.get(pk=work.order_id).fulfillment_status == "shipped"
