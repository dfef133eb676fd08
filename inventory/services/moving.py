"""Units change places inside a building; only what is set aside, or comes back from there, changes the level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.actors import Actor
from core.errors import Blocker, MoveRefused
from core.service import service
from inventory.locks import levels_for_update
from inventory.models import Lot, MovementKind, StockLevel
from inventory.services.checking import ensure_positive, ensure_same_building
from inventory.services.finding import set_aside_among
from inventory.services.ledger import Cause, Change, Entry, change_levels, sum_changes, write_entries
from inventory.services.receiving import tell_received


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

    What goes to the dock, into inspection or quarantine is unavailable, what comes from there is free again and
    told as received. Raises WrongQuantity, LevelNotFound, LocationNotFound, WrongWarehouse, NotEnoughUnits
    when the bin has fewer, and MoveRefused when a quarantined lot would leave quarantine.
    """
    move = UnitMove(level_id, from_location_id, to_location_id, quantity, lot)
    move_many(moves=[move], cause_kind=cause_kind, cause_reference=cause_reference, actor=actor)


@service
def move_many(*, moves: Sequence[UnitMove], cause_kind: str, cause_reference: str, actor: Actor) -> None:
    """Carry several lots of units at once (see ``move_units``); a constant number of statements, all or nothing."""
    for move in moves:
        ensure_positive(move.quantity)
    levels = levels_for_update(move.level_id for move in moves)
    places = {place for move in moves for place in (move.from_location_id, move.to_location_id)}
    ensure_same_building(levels.values(), places)
    aside = set_aside_among(places)
    if aside:
        _ensure_lots_may_leave(moves, levels, aside)
    entries = []
    for move in moves:
        level = levels[move.level_id]
        entries.append(Entry(level, move.from_location_id, move.lot, MovementKind.MOVE, -move.quantity))
        entries.append(Entry(level, move.to_location_id, move.lot, MovementKind.MOVE, move.quantity))
    write_entries(entries, cause=Cause(cause_kind, cause_reference), actor=actor)
    if aside:
        _count_set_aside(moves, levels, aside, actor=actor)


def _ensure_lots_may_leave(moves: Sequence[UnitMove], levels: Mapping[int, StockLevel], aside: set[int]) -> None:
    """Raises MoveRefused for a quarantined lot; its level is locked, so nobody bars or releases it meanwhile."""
    leaving = {
        (levels[move.level_id].sku_id, move.lot)
        for move in moves
        if move.lot and move.from_location_id in aside and move.to_location_id not in aside
    }
    barred = Lot.objects.filter(
        sku__in={sku_id for sku_id, _ in leaving}, code__in={code for _, code in leaving}, quarantined_at__isnull=False
    )
    for lot in barred.order_by("pk"):
        if (lot.sku_id, lot.code) in leaving:
            why = f"lot {lot.code} is in quarantine ({lot.quarantine_reason})."
            raise MoveRefused("move_units", [Blocker("lot_in_quarantine", why, fix="Release the lot; it is carried.")])


def _count_set_aside(
    moves: Sequence[UnitMove], levels: Mapping[int, StockLevel], aside: set[int], *, actor: Actor
) -> None:
    """Units that went aside are unavailable; those that came back are told, first to who waits."""
    changes = sum_changes(
        (move.level_id, Change(unavailable=move.quantity if move.to_location_id in aside else -move.quantity))
        for move in moves
        if (move.from_location_id in aside) != (move.to_location_id in aside)
    )
    change_levels(levels, changes, actor=actor)
    back = {key: levels[key] for key, change in changes.items() if change.unavailable < 0}
    tell_received(back, actor=actor)
