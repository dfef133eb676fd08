"""A lead on a phone and at a desk: narrow, plan a wave, look at it, give it to the floor, see what it can do."""

import pytest
from django.urls import reverse

from accounts.models import User
from core.actors import SYSTEM
from core.effects import drain
from fulfillment.models import BatchLimits, FulfillmentOrder, Wave
from fulfillment.services.claiming import claim_next_task
from fulfillment.tests.factories import address, open_work, picker
from inventory.models import Location, WarehouseMember
from orders.services.holding import hold_order
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot


def look(page, axe, name: str, width: int) -> None:
    ensure_fits(page)
    ensure_open_to_all(page, axe)
    shoot(page, f"warehouse-{name}-{width}")


@pytest.mark.parametrize("width", [390, 1440])
def test_a_lead_plans_a_wave_looks_at_it_and_gives_it_to_the_floor(shop, carrier, sign_in, logins, axe, width):
    Location.objects.filter(code="A-01").update(zone="A")
    BatchLimits.objects.create(warehouse=shop.warehouses[0], max_orders=2, max_weight_grams=30_000)
    works = [open_work(shop, {nr % 3: 1}, shipping_address=address(f"Street {nr // 2}")) for nr in range(5)]
    hold_order(order_id=works[4].order_id, kind="manual", reason="call first", actor=SYSTEM)
    page = sign_in("warehouse-lead", width=width, height=844)
    WarehouseMember.objects.create(user=User.objects.get(username="warehouse-lead"), warehouse=shop.warehouses[0])

    page.goto(reverse("warehouse:release", args=["w1"]))
    page.get_by_text("Which orders").click()
    look(page, axe, "release-fields", width)
    page.get_by_role("link", name="Waves").click()
    look(page, axe, "waves", width)
    page.get_by_role("button", name="Plan and look").click()
    page.wait_for_url("**/waves/*/")
    look(page, axe, "wave", width)
    page.get_by_role("button", name="Release all").click()
    page.wait_for_selector("text=goes to the floor")
    drain()

    assert Wave.objects.get().state == "released"
    assert FulfillmentOrder.objects.filter(state="released").count() == 4
    claim_next_task(warehouse_id=shop.warehouses[0].pk, actor=picker("otto"))
    page.goto(reverse("warehouse:capacity", args=["w1"]))
    look(page, axe, "capacity", width)
    page.goto(reverse("warehouse:batch", args=["w1", FulfillmentOrder.objects.get(pk=works[0].pk).batch_id]))
    look(page, axe, "batch", width)
    page.goto(reverse("warehouse:works", args=["w1", "released"]))
    look(page, axe, "works", width)
    page.goto(reverse("warehouse:today", args=["w1"]))
    look(page, axe, "today-cutoffs", width)
