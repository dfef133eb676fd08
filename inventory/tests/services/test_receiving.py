"""Goods come in: levels, bins, movements and the fact agree."""

import pytest

from catalog.tests.factories import SkuFactory
from core.actors import SYSTEM, Actor
from core.errors import MoveRefused, NotPermitted
from core.models import Effect
from inventory.errors import LocationNotFound, SupplyNotFound, WrongQuantity, WrongWarehouse
from inventory.models import BinStock, StockMovement, Supply
from inventory.services.receiving import Receipt, receive_many, receive_stock, receive_supply
from inventory.services.supplies import cancel_supply, close_supply, create_supply
from inventory.tests.factories import open_warehouse, shelf, stocked_level

pytestmark = pytest.mark.django_db

CAUSE = {"cause_kind": "test", "cause_reference": "t"}


def test_units_without_a_place_go_to_receiving_and_are_told(stock_is_sound):
    level = stocked_level(7)

    assert (level.on_hand, level.available) == (7, 7)
    assert BinStock.objects.get().location.code == "RECEIVING"
    movement = StockMovement.objects.get()
    assert (movement.kind, movement.quantity, movement.cause_kind) == ("receipt", 7, "test")
    assert Effect.objects.get().payload == {"level_id": level.pk, "order_id": None}
    assert stock_is_sound() == {}


def test_units_of_a_known_sku_go_to_its_shelf(stock_is_sound):
    house = open_warehouse()
    home = shelf(house, "A-1")
    level = stocked_level(1, warehouse=house, location=home)

    stocked_level(4, warehouse=house, sku=level.sku)

    assert BinStock.objects.get().quantity == 5
    assert BinStock.objects.get().location == home
    assert stock_is_sound() == {}


def test_many_receipts_cost_as_many_statements_as_few(django_assert_max_num_queries, stock_is_sound):
    house = open_warehouse()
    receipts = [Receipt(house.pk, SkuFactory().pk, 3) for _ in range(30)]

    with django_assert_max_num_queries(15):
        levels = receive_many(receipts=receipts, **CAUSE, actor=SYSTEM)

    assert [level.on_hand for level in levels] == [3] * 30
    assert stock_is_sound() == {}


def test_two_receipts_of_one_sku_add_up():
    house, sku = open_warehouse(), SkuFactory()

    (level,) = receive_many(receipts=[Receipt(house.pk, sku.pk, n) for n in (2, 3)], **CAUSE, actor=SYSTEM)

    assert level.on_hand == 5


@pytest.mark.parametrize("quantity", [0, -1])
def test_nothing_cannot_come_in(quantity):
    with pytest.raises(WrongQuantity):
        stocked_level(quantity)


def test_a_place_in_another_building_is_refused_and_nothing_is_kept():
    house, elsewhere = open_warehouse(), open_warehouse()
    with pytest.raises(WrongWarehouse):
        stocked_level(1, warehouse=house, location=shelf(elsewhere, "A-1"))
    with pytest.raises(LocationNotFound):
        receive_stock(warehouse_id=house.pk, sku_id=SkuFactory().pk, quantity=1, location_id=0, **CAUSE, actor=SYSTEM)

    assert not StockMovement.objects.exists()


def test_receiving_is_a_right():
    with pytest.raises(NotPermitted):
        receive_stock(
            warehouse_id=open_warehouse().pk, sku_id=SkuFactory().pk, quantity=1, **CAUSE,
            actor=Actor(kind="user", reference="1"),
        )  # fmt: skip


def expected_supply(units: int = 10) -> Supply:
    skus = [SkuFactory(), SkuFactory()]
    return create_supply(
        warehouse_id=open_warehouse().pk, supplier="S", units={sku.pk: units for sku in skus}, actor=SYSTEM
    )


def test_a_supply_is_open_until_nothing_is_outstanding(stock_is_sound):
    supply = expected_supply(10)
    first, second = supply.lines.order_by("pk")

    supply = receive_supply(supply_id=supply.pk, units={first.pk: 10, second.pk: 4}, actor=SYSTEM)
    assert supply.state == "expected"
    supply = receive_supply(supply_id=supply.pk, units={second.pk: 7}, actor=SYSTEM)

    assert (supply.state, supply.received_at is None) == ("received", False)
    assert list(supply.lines.order_by("pk").values_list("received", flat=True)) == [10, 11]
    assert stock_is_sound() == {}


def test_a_closed_supply_takes_nothing_more():
    supply = expected_supply()
    close_supply(supply_id=supply.pk, actor=SYSTEM)

    with pytest.raises(MoveRefused):
        receive_supply(supply_id=supply.pk, units={supply.lines.first().pk: 1}, actor=SYSTEM)
    with pytest.raises(MoveRefused):
        cancel_supply(supply_id=supply.pk, actor=SYSTEM)


def test_a_line_of_another_supply_is_refused():
    supply, other = expected_supply(), expected_supply()

    with pytest.raises(SupplyNotFound):
        receive_supply(supply_id=supply.pk, units={other.lines.first().pk: 1}, actor=SYSTEM)

    assert not StockMovement.objects.exists()
