"""What comes back is looked at first, then sold again, kept aside, or gone."""

import pytest

from core.actors import SYSTEM
from inventory.errors import NotEnoughUnits
from inventory.models import BinStock, Location, LocationKind, StockLevel, StockMovement
from inventory.selectors.availability import availability
from inventory.selectors.locations import special_location
from inventory.services.returning import quarantine_units, receive_return, restock_units, scrap_units
from inventory.tests.factories import open_warehouse, shelf, stocked_level

pytestmark = pytest.mark.django_db

CAUSE = {"cause_reference": "RMA-1", "actor": SYSTEM}


def held(level: StockLevel) -> dict[str, int]:
    stock = BinStock.objects.filter(sku=level.sku, quantity__gt=0)
    return dict(stock.values_list("location__code", "quantity"))


@pytest.fixture
def returned(db) -> StockLevel:
    """A level with two units on its shelf and three in inspection."""
    house = open_warehouse()
    level = stocked_level(2, warehouse=house, location=shelf(house, "HOME"))
    return receive_return(warehouse_id=house.pk, sku_id=level.sku_id, quantity=3, **CAUSE)


def test_returned_units_are_here_but_not_for_sale(returned, stock_is_sound):
    assert (returned.on_hand, returned.unavailable, returned.available) == (5, 3, 2)
    assert held(returned) == {"HOME": 2, "INSPECTION": 3}
    (row,) = availability([returned.sku_id])[returned.sku_id]
    assert (row.on_hand, row.available, row.level_id) == (5, 2, returned.pk)
    assert stock_is_sound() == {}


def test_restocked_units_go_home_and_are_for_sale(returned, stock_is_sound):
    level = restock_units(level_id=returned.pk, quantity=2, **CAUSE)

    assert (level.on_hand, level.unavailable, level.available) == (5, 1, 4)
    assert held(level) == {"HOME": 4, "INSPECTION": 1}
    assert stock_is_sound() == {}


def test_quarantined_units_stay_unavailable_and_can_be_scrapped_or_restocked(returned, stock_is_sound):
    quarantine_units(level_id=returned.pk, quantity=3, **CAUSE)
    restock_units(level_id=returned.pk, quantity=1, **CAUSE)
    level = scrap_units(level_id=returned.pk, quantity=2, **CAUSE)

    assert (level.on_hand, level.unavailable) == (3, 0)
    assert held(level) == {"HOME": 3}
    assert StockMovement.objects.get(kind="scrap").quantity == -2
    assert stock_is_sound() == {}


def test_no_more_can_be_restocked_than_was_set_aside(returned):
    with pytest.raises(NotEnoughUnits):
        restock_units(level_id=returned.pk, quantity=4, **CAUSE)
    with pytest.raises(NotEnoughUnits):
        scrap_units(level_id=returned.pk, quantity=4, **CAUSE)

    returned.refresh_from_db()
    assert (returned.on_hand, returned.unavailable) == (5, 3)


def test_units_put_from_inspection_into_quarantine_by_restocking_stay_unavailable(returned, stock_is_sound):
    quarantine = special_location(returned.warehouse_id, LocationKind.QUARANTINE)

    level = restock_units(level_id=returned.pk, quantity=2, to_location_id=quarantine.pk, **CAUSE)

    assert (level.on_hand, level.unavailable) == (5, 3)
    assert stock_is_sound() == {}


def test_a_warehouse_without_a_place_for_inspection_gets_one():
    house = open_warehouse()
    Location.objects.filter(warehouse=house, kind=LocationKind.INSPECTION).delete()
    level = stocked_level(1, warehouse=house)

    receive_return(warehouse_id=house.pk, sku_id=level.sku_id, quantity=1, **CAUSE)

    assert special_location(house.pk, LocationKind.INSPECTION).code == "INSPECTION"
