"""The suggested cartons at the bench, on a phone and on a wide screen."""

import pytest
from django.urls import reverse

from accounts.models import User
from catalog.models import SKU
from core.actors import SYSTEM
from fulfillment.services.packing import pack_in_full, start_parcel
from fulfillment.tests.factories import box, picked_work
from inventory.models import WarehouseMember
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot

MEASURES = {"SKU-1": (120, 90, 40), "SKU-2": (200, 100, 60), "SKU-3": (0, 0, 0)}


@pytest.mark.parametrize("width", [390, 1440])
def test_the_bench_draws_the_carton_and_asks_why_the_weight_is_off(shop, logins, sign_in, axe, width):
    for code, (length, depth, height) in MEASURES.items():
        SKU.objects.filter(code=code).update(length_mm=length, width_mm=depth, height_mm=height)
    box("small", 220, tare_grams=120, height_mm=120)
    box("large", 420, tare_grams=300, max_weight_grams=20_000)
    work = picked_work(shop, {0: 4, 1: 3, 2: 1})
    user = User.objects.get(username="warehouse")
    WarehouseMember.objects.create(user=user, warehouse=shop.warehouses[0])
    page = sign_in("warehouse", width=width)

    page.goto(reverse("warehouse:bench", args=["w1", work.pk]))
    page.wait_for_selector(".levels svg")
    assert page.get_by_text("SKU-3 has no measures").is_visible()
    _look(page, axe, f"cartons-{width}")

    pack_in_full(
        parcel_id=start_parcel(fulfillment_order_id=work.pk, actor=SYSTEM).pk, scan_id="all", actor=SYSTEM
    )  # fmt: skip
    page.reload()
    page.fill("#weight", "9000")
    page.get_by_role("button", name="Close and get the label").click()
    page.wait_for_selector("#weight_reason")
    _look(page, axe, f"cartons-weight-{width}")


def _look(page, axe, name: str) -> None:
    ensure_fits(page)
    ensure_open_to_all(page, axe)
    shoot(page, name)
