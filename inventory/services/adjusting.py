"""The books follow what was found: counts, missing and damaged units."""

from core.actors import Actor, ensure_may
from core.service import service
from inventory.errors import WrongQuantity
from inventory.locks import levels_for_update
from inventory.models import Location, LocationKind, MovementKind, StockLevel
from inventory.services.checking import ensure_positive, ensure_same_building
from inventory.services.finding import change_at
from inventory.services.ledger import Cause, Change, Entry, change_levels, write_entries
from inventory.services.opening import open_levels
from inventory.services.receiving import tell_received
from inventory.services.taking import DAMAGED_ON, FOUND_ON, SET_ASIDE, aside_among, units_to_take
from inventory.services.warehouses import special_place


@service
def adjust_stock(
    *, warehouse_id: int, sku_id: int, location_id: int, delta: int, lot: str = "", reason: str, actor: Actor
) -> StockLevel:
    """The level after ``delta`` units were found (or found gone) at a location.

    Never refused because of claims: what is missing for them becomes a shortfall, which is told.
    Raises NotPermitted, WrongQuantity for 0, LocationNotFound, WrongWarehouse, and
    NotEnoughUnits when the bin would fall below zero.
    """
    ensure_may(actor, "inventory.change_stocklevel")
    if delta == 0:
        raise WrongQuantity("An adjustment changes at least one unit.", field="delta")
    keys = open_levels([(sku_id, warehouse_id)])
    levels = levels_for_update(keys.values())
    level = levels[keys[sku_id, warehouse_id]]
    ensure_same_building([level], [location_id])
    place = Location.objects.get(pk=location_id)
    entry = Entry(level, location_id, lot, MovementKind.ADJUSTMENT, delta)
    write_entries([entry], cause=Cause("adjustment", reason), actor=actor)
    change_levels(levels, {level.pk: change_at(place, level, delta)}, actor=actor)
    if delta > 0 and place.kind not in SET_ASIDE:
        tell_received(levels, actor=actor)
    return level


@service
def record_missing(
    *,
    level_id: int,
    location_id: int,
    quantity: int,
    allocated_delta: int = 0,
    cause_kind: str,
    cause_reference: str,
    actor: Actor,
) -> StockLevel:
    """The level after units were not where the books had them: on_hand −n.

    ``allocated_delta`` (usually −n) is the claim that falls in the same UPDATE. Units the named
    bin does not have are taken off other bins by pick sequence. Raises WrongQuantity,
    LevelNotFound and NotEnoughUnits.
    """
    ensure_positive(quantity)
    levels = levels_for_update([level_id])
    ensure_same_building(levels.values(), [location_id])
    takes = units_to_take(levels, {level_id: quantity}, kinds=FOUND_ON, first_location_id=location_id)
    entries = [Entry(take.level, take.location_id, take.lot, MovementKind.SHORT, -take.units) for take in takes]
    write_entries(entries, cause=Cause(cause_kind, cause_reference), actor=actor)
    aside = aside_among(takes).get(level_id, 0)
    change = Change(on_hand=-quantity, unavailable=-aside, allocated=allocated_delta)
    change_levels(levels, {level_id: change}, actor=actor)
    return levels[level_id]


@service
def record_damaged(
    *,
    level_id: int,
    location_id: int,
    quantity: int,
    allocated_delta: int = 0,
    cause_kind: str,
    cause_reference: str,
    actor: Actor,
) -> StockLevel:
    """The level after damaged units went to quarantine: unavailable +n, on_hand as before.

    Raises WrongQuantity, LevelNotFound and NotEnoughUnits.
    """
    ensure_positive(quantity)
    levels = levels_for_update([level_id])
    ensure_same_building(levels.values(), [location_id])
    quarantine = special_place(levels[level_id].warehouse_id, LocationKind.QUARANTINE)
    takes = units_to_take(levels, {level_id: quantity}, kinds=DAMAGED_ON, first_location_id=location_id)
    entries = [
        entry
        for take in takes
        for entry in (
            Entry(take.level, take.location_id, take.lot, MovementKind.MOVE, -take.units),
            Entry(take.level, quarantine.pk, take.lot, MovementKind.MOVE, take.units),
        )
    ]
    write_entries(entries, cause=Cause(cause_kind, cause_reference), actor=actor)
    change_levels(levels, {level_id: Change(unavailable=quantity, allocated=allocated_delta)}, actor=actor)
    return levels[level_id]


@service
def settle_shortfall(*, level_id: int, actor: Actor) -> int:
    """Units still missing for the level's claims, freshly computed and stored."""
    levels = levels_for_update([level_id])
    change_levels(levels, {level_id: Change()}, actor=actor)
    return levels[level_id].shortfall
