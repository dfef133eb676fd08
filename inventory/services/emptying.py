"""A bin that should have units is empty: they are written off, and somebody is sent to count it."""

from core.actors import SYSTEM, Actor
from core.service import service
from inventory.locks import levels_for_update
from inventory.models import CycleCount, Location, MovementKind, StockLevel
from inventory.services.checking import ensure_positive, ensure_same_building
from inventory.services.counting import count_under_way, start_count
from inventory.services.finding import change_at
from inventory.services.ledger import Cause, Entry, change_levels, write_entries


@service
def write_off_bin(
    *, level_id: int, location_id: int, lot: str, units: int, cause_kind: str, cause_reference: str, actor: Actor
) -> StockLevel:
    """The level after ``units`` of one lot were not in the bin; what is missing for claims is told as a shortfall.

    Raises WrongQuantity, LevelNotFound, WrongWarehouse, and NotEnoughUnits when the books have fewer there.
    """
    ensure_positive(units)
    levels = levels_for_update([level_id])
    ensure_same_building(levels.values(), [location_id])
    level, place = levels[level_id], Location.objects.get(pk=location_id)
    entry = Entry(level, location_id, lot, MovementKind.SHORT, -units)
    write_entries([entry], cause=Cause(cause_kind, cause_reference), actor=actor)
    change_levels(levels, {level_id: change_at(place, level, -units)}, actor=actor)
    return level


@service
def ask_for_count(*, location_id: int, note: str) -> CycleCount:
    """The open count of the bin, begun now if there is none. Whoever found the bin wrong need not be who counts.

    The place is locked: a caller that holds levels locks it before them (``locks.lock_place``).
    """
    found = count_under_way(location_id)
    if found is not None:
        return found
    count = start_count(location_id=location_id, actor=SYSTEM)
    count.note = note[:200]
    count.save(update_fields=["note"])
    return count
