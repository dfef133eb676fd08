"""A warehouse and goods for tests of stock, through the services where there are any."""

from itertools import count

import factory
from factory.django import DjangoModelFactory

from catalog.models import SKU
from catalog.tests.factories import SkuFactory
from core.actors import SYSTEM
from inventory.models import Location, LocationKind, StockLevel, Warehouse
from inventory.services.receiving import receive_stock
from inventory.services.warehouses import add_location, create_warehouse

_codes = count(1)


class LocationFactory(DjangoModelFactory):
    class Meta:
        model = Location

    code = factory.Sequence(lambda n: f"A-{n:03}")
    zone = "A"
    kind = LocationKind.SHELF
    pick_sequence = factory.Sequence(lambda n: n)


def open_warehouse(**options) -> Warehouse:
    """A warehouse with its special locations."""
    values = {
        "code": f"house-{next(_codes)}", "name": "House", "line1": "Street 1", "city": "Berlin",
        "postal_code": "10115", "country": "DE", **options,
    }  # fmt: skip
    return create_warehouse(**values, actor=SYSTEM)


def shelf(warehouse: Warehouse, code: str, pick_sequence: int = 0) -> Location:
    return add_location(warehouse_id=warehouse.pk, code=code, pick_sequence=pick_sequence, actor=SYSTEM)


def stocked_level(
    units: int = 10, *, warehouse: Warehouse | None = None, sku: SKU | None = None, location: Location | None = None
) -> StockLevel:
    """A level with ``units`` on hand, at ``location`` or at the receiving place."""
    house = warehouse or open_warehouse()
    return receive_stock(
        warehouse_id=house.pk,
        sku_id=(sku or SkuFactory()).pk,
        quantity=units,
        location_id=location.pk if location else None,
        cause_kind="test",
        cause_reference="opening",
        actor=SYSTEM,
    )


def claim(level: StockLevel, allocated: int) -> StockLevel:
    """As if orders had claimed units."""
    StockLevel.objects.filter(pk=level.pk).update(allocated=allocated)
    return StockLevel.objects.get(pk=level.pk)
