"""Row locks of stock: the place, supply or count, then levels by key, then the lot.

Bins are written only under their level's lock. A receipt knows its lots under the locks of their levels
(``arriving.know_lots``), so whoever needs both takes the lot last.
"""

from collections.abc import Iterable

from inventory.errors import CountNotFound, LevelNotFound, LocationNotFound, LotNotFound, SupplyNotFound
from inventory.models import CycleCount, Location, Lot, StockLevel, Supply


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


def lock_place(location_id: int) -> Location:
    """The place, so that those who find or start its count take turns. Raises LocationNotFound."""
    place = Location.objects.select_for_update(no_key=True).filter(pk=location_id).first()
    if place is None:
        raise LocationNotFound(f"There is no location with key {location_id}.", location_id=location_id)
    return place


def lock_supply(supply_id: int) -> Supply:
    """The supply, locked and freshly read. Raises SupplyNotFound."""
    supply = Supply.objects.select_for_update(no_key=True).filter(pk=supply_id).first()
    if supply is None:
        raise SupplyNotFound(f"There is no supply with key {supply_id}.", supply_id=supply_id)
    return supply


def lock_count(count_id: int) -> CycleCount:
    """The count, locked and freshly read, with its place. Raises CountNotFound."""
    counts = CycleCount.objects.select_for_update(of=("self",), no_key=True).select_related("location__warehouse")
    count = counts.filter(pk=count_id).first()
    if count is None:
        raise CountNotFound(f"There is no count with key {count_id}.", count_id=count_id)
    return count


def lock_lot(lot_id: int) -> Lot:
    """The lot, locked and freshly read; after the levels of its SKU, never before. Raises LotNotFound."""
    lot = Lot.objects.select_for_update(no_key=True).filter(pk=lot_id).first()
    if lot is None:
        raise LotNotFound(f"There is no lot with key {lot_id}.", lot_id=lot_id)
    return lot
