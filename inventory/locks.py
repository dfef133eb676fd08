"""Row locks of supply: levels by key. Bins are written only under their level's lock."""

from collections.abc import Iterable

from inventory.errors import LevelNotFound, SupplyNotFound
from inventory.models import StockLevel, Supply


def levels_for_update(level_ids: Iterable[int]) -> dict[int, StockLevel]:
    """Levels by key, locked in order of key so that two callers never wait for each other.

    Raises LevelNotFound when one is missing.
    """
    wanted = set(level_ids)
    levels = StockLevel.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    found = {level.pk: level for level in levels}
    if missing := wanted - found.keys():
        raise LevelNotFound(f"There is no stock level with key {min(missing)}.", level_id=min(missing))
    return found


def lock_supply(supply_id: int) -> Supply:
    """The supply, locked and freshly read. Raises SupplyNotFound."""
    supply = Supply.objects.select_for_update(no_key=True).filter(pk=supply_id).first()
    if supply is None:
        raise SupplyNotFound(f"There is no supply with key {supply_id}.", supply_id=supply_id)
    return supply
