"""Units change places inside a building; levels stay as they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.actors import Actor
from core.service import service
from inventory.locks import levels_for_update
from inventory.models import MovementKind
from inventory.services.checking import ensure_positive, ensure_same_building
from inventory.services.ledger import Cause, Entry, write_entries


@dataclass(frozen=True, slots=True)
class UnitMove:
    """Units of a level's SKU (and lot) that go from one location to another."""

    level_id: int
    from_location_id: int
    to_location_id: int
    quantity: int
    lot: str = ""


@service
def move_units(
    *,
    level_id: int,
    from_location_id: int,
    to_location_id: int,
    quantity: int,
    lot: str = "",
    cause_kind: str,
    cause_reference: str,
    actor: Actor,
) -> None:
    """Carry units from bin to bin. The caller's use case has checked the right.

    Raises WrongQuantity, LevelNotFound, LocationNotFound, WrongWarehouse, and NotEnoughUnits
    when the bin has fewer.
    """
    move = UnitMove(level_id, from_location_id, to_location_id, quantity, lot)
    move_many(moves=[move], cause_kind=cause_kind, cause_reference=cause_reference, actor=actor)


@service
def move_many(*, moves: Sequence[UnitMove], cause_kind: str, cause_reference: str, actor: Actor) -> None:
    """Carry several lots of units at once; a constant number of statements, all or nothing."""
    for move in moves:
        ensure_positive(move.quantity)
    levels = levels_for_update(move.level_id for move in moves)
    ensure_same_building(levels.values(), {p for m in moves for p in (m.from_location_id, m.to_location_id)})
    entries = []
    for move in moves:
        level = levels[move.level_id]
        entries.append(Entry(level, move.from_location_id, move.lot, MovementKind.MOVE, -move.quantity))
        entries.append(Entry(level, move.to_location_id, move.lot, MovementKind.MOVE, move.quantity))
    write_entries(entries, cause=Cause(cause_kind, cause_reference), actor=actor)
