"""Units move inside the building and leave it; bins always sum to the level."""

import pytest
from django.db import IntegrityError, InternalError, transaction

from core.actors import SYSTEM
from core.errors import MoveRefused
from core.models import Effect
from inventory.errors import LevelNotFound, NotEnoughUnits, WrongWarehouse
from inventory.models import BinStock, Location, LocationKind, Lot, StockLevel, StockMovement
from inventory.selectors.bins import bins_for_pick
from inventory.selectors.locations import special_location
from inventory.services.lots import quarantine_lot, release_lot
from inventory.services.moving import UnitMove, move_many, move_units
from inventory.services.receiving import receive_stock
from inventory.services.shipping import Shipped, ship_many, ship_units
from inventory.tests.factories import claim, open_warehouse, shelf, stocked_level

pytestmark = pytest.mark.django_db

CAUSE = {"cause_kind": "test", "cause_reference": "t", "actor": SYSTEM}


def held(level: StockLevel) -> dict[str, int]:
    stock = BinStock.objects.filter(sku=level.sku, quantity__gt=0)
    return dict(stock.values_list("location__code", "quantity"))


def packing(level: StockLevel) -> Location:
    return special_location(level.warehouse_id, LocationKind.PACKING)


def receiving(level: StockLevel) -> Location:
    return special_location(level.warehouse_id, LocationKind.RECEIVING)


def to_packing(level: StockLevel, units: int) -> None:
    move_units(
        level_id=level.pk, from_location_id=receiving(level).pk, to_location_id=packing(level).pk, quantity=units,
        **CAUSE,
    )  # fmt: skip


def carry(level: StockLevel, source: Location, target: Location, units: int, lot: str = "") -> None:
    move_units(
        level_id=level.pk, from_location_id=source.pk, to_location_id=target.pk, quantity=units, lot=lot, **CAUSE
    )


def test_a_move_is_two_movements_that_cancel_out(stock_is_sound):
    level = stocked_level(10)

    to_packing(level, 4)

    assert held(level) == {"RECEIVING": 6, "PACKING": 4}
    moves = StockMovement.objects.filter(kind="move").order_by("id").values_list("quantity", flat=True)
    assert list(moves) == [-4, 4]
    assert StockLevel.objects.get(pk=level.pk).on_hand == 10
    assert stock_is_sound() == {}


def test_a_bin_cannot_give_more_than_it_has_and_nothing_moves():
    level = stocked_level(3)

    with pytest.raises(NotEnoughUnits):
        to_packing(level, 4)

    assert held(level) == {"RECEIVING": 3}


def test_units_do_not_jump_to_another_building():
    level, elsewhere = stocked_level(3), open_warehouse()

    with pytest.raises(WrongWarehouse):
        move_units(
            level_id=level.pk, from_location_id=receiving(level).pk,
            to_location_id=special_location(elsewhere.pk, LocationKind.PACKING).pk, quantity=1, **CAUSE,
        )  # fmt: skip


def test_many_moves_are_all_or_nothing_in_a_fixed_number_of_statements(django_assert_max_num_queries):
    house = open_warehouse()
    levels = [stocked_level(5, warehouse=house) for _ in range(20)]
    moves = [UnitMove(level.pk, receiving(level).pk, packing(level).pk, 5) for level in levels]

    with django_assert_max_num_queries(8):
        move_many(moves=moves, **CAUSE)
    with pytest.raises(NotEnoughUnits):
        move_many(moves=[UnitMove(levels[0].pk, packing(levels[0]).pk, receiving(levels[0]).pk, 5), moves[1]], **CAUSE)

    assert held(levels[0]) == {"PACKING": 5}


@pytest.mark.parametrize("kind", [LocationKind.QUARANTINE, LocationKind.INSPECTION])
def test_what_is_carried_aside_is_unavailable_and_free_again_once_it_is_carried_back(kind, stock_is_sound):
    level = stocked_level(10)
    aside = special_location(level.warehouse_id, kind)

    carry(level, receiving(level), aside, 4)
    level.refresh_from_db()
    assert (level.unavailable, level.available) == (4, 6)
    Effect.objects.all().delete()
    carry(level, aside, receiving(level), 3)

    level.refresh_from_db()
    assert (level.on_hand, level.unavailable, level.available) == (10, 1, 9)
    assert Effect.objects.get().payload["level_id"] == level.pk
    assert stock_is_sound() == {}


def test_what_is_carried_from_one_place_aside_to_another_stays_unavailable():
    level = stocked_level(10)
    inspection = special_location(level.warehouse_id, LocationKind.INSPECTION)
    carry(level, receiving(level), inspection, 4)
    Effect.objects.all().delete()

    carry(level, inspection, special_location(level.warehouse_id, LocationKind.QUARANTINE), 4)

    level.refresh_from_db()
    assert (level.unavailable, Effect.objects.count()) == (4, 0)


def test_orders_are_short_of_what_is_carried_aside():
    level = claim(stocked_level(10), 10)

    carry(level, receiving(level), special_location(level.warehouse_id, LocationKind.QUARANTINE), 4)

    level.refresh_from_db()
    assert (level.unavailable, level.shortfall) == (4, 4)


def test_a_quarantined_lot_leaves_quarantine_by_its_release_alone():
    level = stocked_level(10)
    receive_stock(warehouse_id=level.warehouse_id, sku_id=level.sku_id, quantity=3, lot="L", **CAUSE)
    lot = Lot.objects.get()
    quarantine_lot(lot_id=lot.pk, reason="Smells", actor=SYSTEM)
    aside = special_location(level.warehouse_id, LocationKind.QUARANTINE)

    with pytest.raises(MoveRefused) as refusal:
        carry(level, aside, receiving(level), 3, lot="L")

    assert refusal.value.blockers[0].code == "lot_in_quarantine"
    release_lot(lot_id=lot.pk, actor=SYSTEM)
    level.refresh_from_db()
    assert (level.unavailable, level.available) == (0, 13)


def test_what_ships_leaves_packing_and_its_claim_falls_in_the_same_update(stock_is_sound):
    level = claim(stocked_level(10), 10)
    to_packing(level, 4)

    ship_units(level_id=level.pk, quantity=4, allocated_delta=-4, **CAUSE)

    level.refresh_from_db()
    assert (level.on_hand, level.allocated, level.shortfall) == (6, 6, 0)
    assert held(level) == {"RECEIVING": 6}
    assert StockMovement.objects.get(kind="shipment").quantity == -4
    assert stock_is_sound() == {}


def test_what_packing_lacks_is_taken_from_the_shelves_by_pick_sequence(stock_is_sound):
    house = open_warehouse()
    far, near = shelf(house, "FAR", 9), shelf(house, "NEAR", 1)
    level = stocked_level(3, warehouse=house, location=far)
    stocked_level(3, warehouse=house, sku=level.sku, location=near)

    ship_units(level_id=level.pk, quantity=4, **CAUSE)

    assert held(level) == {"FAR": 2}
    assert stock_is_sound() == {}


def test_what_ships_from_quarantine_because_nothing_else_is_there_is_set_aside_no_more(stock_is_sound):
    level = claim(stocked_level(5), 5)
    carry(level, receiving(level), special_location(level.warehouse_id, LocationKind.QUARANTINE), 3)

    ship_units(level_id=level.pk, quantity=4, allocated_delta=-4, **CAUSE)

    level.refresh_from_db()
    assert (level.on_hand, level.unavailable, level.allocated, level.shortfall) == (1, 1, 1, 1)
    assert stock_is_sound() == {}


def test_more_than_the_building_holds_cannot_ship():
    level = stocked_level(3)

    with pytest.raises(NotEnoughUnits) as refusal:
        ship_units(level_id=level.pk, quantity=4, **CAUSE)

    assert (refusal.value.context["wanted"], refusal.value.context["found"]) == (4, 3)
    assert StockLevel.objects.get(pk=level.pk).on_hand == 3


def test_a_parcel_of_many_skus_ships_in_a_fixed_number_of_statements(django_assert_max_num_queries, stock_is_sound):
    house = open_warehouse()
    levels = [claim(stocked_level(5, warehouse=house), 5) for _ in range(20)]

    with django_assert_max_num_queries(7):
        ship_many(shipped=[Shipped(level.pk, 2, -2) for level in levels], **CAUSE)

    assert set(StockLevel.objects.values_list("on_hand", "allocated")) == {(3, 3)}
    assert stock_is_sound() == {}


def test_an_unknown_level_is_named():
    with pytest.raises(LevelNotFound):
        ship_units(level_id=0, quantity=1, **CAUSE)


def test_pickers_are_sent_to_shelves_in_walking_order_and_never_to_benches():
    house = open_warehouse()
    far, near = shelf(house, "FAR", 9), shelf(house, "NEAR", 1)
    level = stocked_level(3, warehouse=house, location=far)
    stocked_level(3, warehouse=house, sku=level.sku, location=near)
    move_units(
        level_id=level.pk, from_location_id=far.pk, to_location_id=packing(level).pk, quantity=1, **CAUSE
    )  # fmt: skip

    bins = bins_for_pick([level.pk])

    assert [(one.location.code, one.quantity) for one in bins[level.pk]] == [("NEAR", 3), ("FAR", 2)]


@pytest.mark.parametrize("change", [{"quantity": 5}, None])
def test_a_movement_cannot_be_changed_or_deleted(change):
    stocked_level(3)
    rows = StockMovement.objects.all()

    with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
        rows.update(**change) if change else rows.delete()

    assert rows.get().quantity == 3
