"""Small refusals that every stock service shares."""

from collections.abc import Iterable

from inventory.errors import LocationNotFound, WrongQuantity, WrongWarehouse
from inventory.models import Location, StockLevel


def ensure_positive(quantity: int) -> None:
    """Raises WrongQuantity unless at least one unit is meant."""
    if quantity <= 0:
        raise WrongQuantity("Name at least one unit.", field="quantity", quantity=quantity)


def ensure_same_building(levels: Iterable[StockLevel], location_ids: Iterable[int]) -> None:
    """Raises LocationNotFound, and WrongWarehouse when a location stands elsewhere than every level."""
    wanted = set(location_ids)
    houses = {level.warehouse_id for level in levels}
    found = dict(Location.objects.filter(pk__in=wanted).values_list("pk", "warehouse_id"))
    if missing := wanted - found.keys():
        raise LocationNotFound(f"There is no location with key {min(missing)}.", location_id=min(missing))
    for location_id, warehouse_id in found.items():
        if warehouse_id not in houses:
            raise WrongWarehouse(
                "That location stands in another warehouse.", field="location", location_id=location_id
            )
