from django.urls import reverse

from core.actors import SYSTEM
from inventory.models import Location, LocationKind
from inventory.services.supplies import create_supply
from inventory.services.warehouses import add_location


def test_stock_is_adjusted_by_the_form_with_its_reason(client, shop, sign_in):
    level = shop.level()
    place = level.movements.first().location
    sign_in("Warehouse lead")

    answer = client.post(
        reverse("admin:inventory_stocklevel_move", args=[level.pk, "adjust"]),
        {"location": place.pk, "delta": -3, "reason": "Found broken"},
    )

    level.refresh_from_db()
    movement = level.movements.order_by("-pk").first()
    assert answer.status_code == 302
    assert (level.on_hand, movement.quantity, movement.cause_reference) == (7, -3, "Found broken")


def test_a_form_offers_only_places_of_the_levels_own_building(client, shop, sign_in):
    level = shop.level()
    elsewhere = Location.objects.filter(warehouse=shop.warehouses[1]).first()
    sign_in("Warehouse lead")

    answer = client.post(
        reverse("admin:inventory_stocklevel_move", args=[level.pk, "receive"]),
        {"location": elsewhere.pk, "quantity": 5},
    )

    level.refresh_from_db()
    assert answer.status_code == 422
    assert level.on_hand == 10


def test_units_are_carried_from_bin_to_bin_by_the_form(client, shop, sign_in):
    level = shop.level()
    source = level.movements.first().location
    target = add_location(
        warehouse_id=level.warehouse_id, code="Z-1", kind=LocationKind.SHELF, pick_sequence=9, actor=SYSTEM
    )
    sign_in("Warehouse lead")

    client.post(
        reverse("admin:inventory_stocklevel_move", args=[level.pk, "carry"]),
        {"from_location": source.pk, "to_location": target.pk, "quantity": 4, "reason": "Nearer to the bench"},
    )

    level.refresh_from_db()
    assert target.stock.get().quantity == 4
    assert level.on_hand == 10


def test_a_supply_is_received_by_the_form_in_two_parts(client, shop, sign_in):
    supply = create_supply(
        warehouse_id=shop.warehouses[0].pk, supplier="Acme", units={shop.skus[0].pk: 6}, actor=SYSTEM
    )
    line = supply.lines.get()
    sign_in("Warehouse lead")
    address = reverse("admin:inventory_supply_move", args=[supply.pk, "receive"])

    client.post(address, {f"line_{line.pk}": 4})
    first = shop.level().on_hand
    client.post(address, {f"line_{line.pk}": 2})

    supply = type(supply).objects.get(pk=supply.pk)
    assert (first, shop.level().on_hand, supply.state) == (14, 16, "received")


def test_stock_cannot_be_adjusted_without_the_right(client, shop, sign_in):
    level = shop.level()
    sign_in("CSR")

    answer = client.post(
        reverse("admin:inventory_stocklevel_move", args=[level.pk, "adjust"]),
        {"location": level.movements.first().location_id, "delta": 100, "reason": "Why not"},
    )

    level.refresh_from_db()
    assert answer.status_code == 403
    assert level.on_hand == 10
