"""The stock page on a phone and in the dark, and a swap made from it by hand."""

from django.urls import reverse

from core.actors import SYSTEM
from inventory.services.receiving import receive_stock
from inventory.services.reserving import reserve_stock
from inventory.services.supplies import create_supply
from orders.tests.factories import placed_order
from tests.browser.watching import ensure_fits, ensure_open_to_all, shoot


def fill(shop) -> None:
    """Claims of every kind on the first SKU."""
    sku, house = shop.skus[0], shop.warehouses[0]
    reserve_stock(units={sku.pk: 1}, holder="Quote for the school", actor=SYSTEM)
    placed_order(shop, {0: 7})
    placed_order(shop, {0: 5})
    create_supply(warehouse_id=house.pk, supplier="Acme", units={sku.pk: 4}, actor=SYSTEM)
    receive_stock(
        warehouse_id=shop.warehouses[1].pk, sku_id=sku.pk, quantity=2, lot="L-7", cause_kind="t", cause_reference="t",
        actor=SYSTEM,
    )  # fmt: skip


def test_goods_are_given_to_another_order_by_hand(shop, sign_in, axe):
    fill(shop)
    page = sign_in("csr-lead")
    page.goto(reverse("desk:stock", args=[shop.skus[0].pk]))
    ensure_open_to_all(page, axe)
    shoot(page, "stock")

    page.get_by_role("link", name="Give units of order").first.click()
    ensure_open_to_all(page, axe)
    page.get_by_label("Units").fill("2")
    page.get_by_label("Reason").fill("A hospital waits.")
    page.get_by_role("button", name="Give to another order").click()

    page.wait_for_url(f"**{reverse('desk:stock', args=[shop.skus[0].pk])}")
    assert "The goods changed hands" in page.locator("body").inner_text()
    assert shop.level().backordered == 3


def test_it_fits_a_phone_and_is_readable_in_the_dark(shop, sign_in, axe):
    fill(shop)
    reserve_stock(units={shop.skus[0].pk: 1}, holder="purchasing@gymnasium-am-fluss.example", actor=SYSTEM)
    page = sign_in("warehouse-lead", width=390, height=844)
    page.emulate_media(color_scheme="dark")
    for address, name in (
        (reverse("desk:stock", args=[shop.skus[0].pk]), "stock-phone-dark"),
        (reverse("desk:reorder"), "reorder-phone-dark"),
        (reverse("admin:inventory_reservation_changelist"), "reservations-phone-dark"),
    ):
        page.goto(address)
        shoot(page, name)
        ensure_fits(page)
    page.goto(reverse("desk:stock", args=[shop.skus[0].pk]))
    claims = page.get_by_role("region", name="Claims in")
    hidden = [row.evaluate("each => each.scrollWidth - each.clientWidth") for row in claims.all()]
    assert hidden
    assert not any(hidden)
    ensure_open_to_all(page, axe)
