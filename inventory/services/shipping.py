"""Goods leave the building."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.actors import Actor
from core.service import service
from inventory.locks import levels_for_update
from inventory.models import MovementKind
from inventory.services.checking import ensure_positive
from inventory.services.ledger import Cause, Change, Entry, change_levels, sum_changes, write_entries
from inventory.services.taking import SHIP_FROM, aside_among, units_to_take


@dataclass(frozen=True, slots=True)
class Shipped:
    """Units of a level that left; ``allocated_delta`` (usually −quantity) is the claim that fell with them."""

    level_id: int
    quantity: int
    allocated_delta: int = 0


@service
def ship_units(
    *, level_id: int, quantity: int, allocated_delta: int = 0, cause_kind: str, cause_reference: str, actor: Actor
) -> None:
    """Write down that units left, from the packing bench first (see ``ship_many``)."""
    shipped = [Shipped(level_id, quantity, allocated_delta)]
    ship_many(shipped=shipped, cause_kind=cause_kind, cause_reference=cause_reference, actor=actor)


@service
def ship_many(*, shipped: Sequence[Shipped], cause_kind: str, cause_reference: str, actor: Actor) -> None:
    """Write down that units of several levels left; a constant number of statements.

    They leave the packing bench; what it lacks is taken from totes, then shelves by pick
    sequence, last of all from what lies set aside, so that bins always sum to the level. on_hand,
    unavailable and allocated change in one UPDATE.
    Raises WrongQuantity, LevelNotFound and NotEnoughUnits.
    """
    for units in shipped:
        ensure_positive(units.quantity)
    levels = levels_for_update(units.level_id for units in shipped)
    changes = sum_changes(
        (units.level_id, Change(on_hand=-units.quantity, allocated=units.allocated_delta)) for units in shipped
    )
    takes = units_to_take(levels, {key: -change.on_hand for key, change in changes.items()}, kinds=SHIP_FROM)
    entries = [Entry(take.level, take.location_id, take.lot, MovementKind.SHIPMENT, -take.units) for take in takes]
    write_entries(entries, cause=Cause(cause_kind, cause_reference), actor=actor)
    aside = [(key, Change(unavailable=-units)) for key, units in aside_among(takes).items()]
    change_levels(levels, sum_changes([*changes.items(), *aside]), actor=actor)
