"""Named reads of stock, with a bounded number of queries."""

from datetime import date

import pytest

from catalog.tests.factories import SkuFactory
from core.actors import SYSTEM, Actor
from core.errors import InvalidInput, NotPermitted
from inventory.errors import LocationNotFound
from inventory.models import Location, LocationKind
from inventory.selectors.availability import availability
from inventory.selectors.locations import home_location, home_locations, special_location, special_locations
from inventory.services.supplies import create_supply
from inventory.services.warehouses import create_warehouse, ensure_special_locations
from inventory.tests.factories import claim, open_warehouse, shelf, stocked_level

pytestmark = pytest.mark.django_db


def test_a_warehouse_opens_with_its_special_places_once():
    house = open_warehouse()
    ensure_special_locations(warehouse_id=house.pk)

    codes = Location.objects.filter(warehouse=house).values_list("code", flat=True)
    assert sorted(codes) == ["DOCK", "INSPECTION", "PACKING", "QUARANTINE", "RECEIVING"]


def test_two_warehouses_of_one_code_or_one_by_nobody_are_refused():
    values = {"name": "H", "line1": "1", "city": "B", "postal_code": "1", "country": "DE"}
    with pytest.raises(InvalidInput):
        create_warehouse(code=open_warehouse().code, **values, actor=SYSTEM)
    with pytest.raises(NotPermitted):
        create_warehouse(code="new", **values, actor=Actor(kind="user", reference="1"))


def test_the_special_place_with_the_lowest_pick_sequence_is_the_one():
    house = open_warehouse()
    Location.objects.filter(warehouse=house, kind=LocationKind.PACKING).update(pick_sequence=2)
    first = Location.objects.create(warehouse=house, code="BENCH", kind=LocationKind.PACKING, pick_sequence=1)

    assert special_location(house.pk, LocationKind.PACKING) == first
    assert special_locations([house.pk], LocationKind.PACKING) == {house.pk: first}


def test_a_place_that_is_not_there_is_named():
    house = open_warehouse()
    Location.objects.filter(warehouse=house).delete()

    with pytest.raises(LocationNotFound) as refusal:
        home_location(house.pk, SkuFactory().pk)

    assert "receiving" in refusal.value.message


def test_home_is_the_shelf_with_most_of_it(django_assert_num_queries):
    house = open_warehouse()
    few, many = shelf(house, "FEW"), shelf(house, "MANY")
    level = stocked_level(1, warehouse=house, location=few)
    stocked_level(2, warehouse=house, sku=level.sku, location=many)
    other = SkuFactory()

    with django_assert_num_queries(2):
        homes = home_locations([(level.sku_id, house.pk), (other.pk, house.pk)])

    assert homes[level.sku_id, house.pk] == many
    assert homes[other.pk, house.pk].code == "RECEIVING"


def test_availability_tells_every_active_warehouse_the_preferred_first(django_assert_num_queries):
    second, first, closed = open_warehouse(priority=2), open_warehouse(priority=1), open_warehouse(is_practice=True)
    closed.is_active = False
    closed.save(update_fields=["is_active"])
    sku = SkuFactory()
    for house, units in ((second, 5), (first, 3), (closed, 9)):
        claim(stocked_level(units, warehouse=house, sku=sku), 1)
    create_supply(warehouse_id=first.pk, supplier="S", units={sku.pk: 4}, expected_on=date(2030, 1, 2), actor=SYSTEM)

    with django_assert_num_queries(2):
        rows = availability([sku.pk])[sku.pk]

    assert [(row.warehouse_id, row.available, row.expected_on) for row in rows] == [
        (first.pk, 2, date(2030, 1, 2)),
        (second.pk, 4, None),
    ]
