"""Units come back: in through inspection, then to a shelf, aside, or gone."""

from core.actors import Actor
from core.service import service
from inventory.locks import levels_for_update
from inventory.models import LocationKind, MovementKind, StockLevel
from inventory.selectors.locations import home_location
from inventory.services.checking import ensure_positive, ensure_same_building
from inventory.services.finding import set_aside_among
from inventory.services.ledger import Cause, Change, Entry, change_levels, write_entries
from inventory.services.opening import open_levels
from inventory.services.receiving import tell_received
from inventory.services.taking import RETURNED, units_to_take
from inventory.services.warehouses import special_place


@service
def receive_return(*, warehouse_id: int, sku_id: int, quantity: int, cause_reference: str, actor: Actor) -> StockLevel:
    """The level after returned units arrived: on_hand and unavailable +n, lying in inspection.

    Raises WrongQuantity.
    """
    ensure_positive(quantity)
    keys = open_levels([(sku_id, warehouse_id)])
    levels = levels_for_update(keys.values())
    level = levels[keys[sku_id, warehouse_id]]
    place = special_place(warehouse_id, LocationKind.INSPECTION)
    entry = Entry(level, place.pk, "", MovementKind.RETURN, quantity)
    write_entries([entry], cause=Cause("return", cause_reference), actor=actor)
    change_levels(levels, {level.pk: Change(on_hand=quantity, unavailable=quantity)}, actor=actor)
    return level


@service
def restock_units(
    *,
    level_id: int,
    quantity: int,
    to_location_id: int | None = None,
    cause_kind: str = "return",
    cause_reference: str,
    actor: Actor,
) -> StockLevel:
    """The level after set-aside units went back to a shelf (their home when none is named): unavailable −n.

    They are taken from inspection, then from quarantine. Carried to another place aside they stay
    unavailable; else ``inventory.received`` is told. Raises WrongQuantity, LevelNotFound,
    LocationNotFound, WrongWarehouse and NotEnoughUnits.
    """
    ensure_positive(quantity)
    levels = levels_for_update([level_id])
    level = levels[level_id]
    target = to_location_id or home_location(level.warehouse_id, level.sku_id).pk
    ensure_same_building([level], {target})
    _carry(level, quantity, target, cause=Cause(cause_kind, cause_reference), actor=actor)
    if set_aside_among({target}):
        return level
    change_levels(levels, {level_id: Change(unavailable=-quantity)}, actor=actor)
    tell_received(levels, actor=actor)
    return level


@service
def quarantine_units(*, level_id: int, quantity: int, cause_reference: str, actor: Actor) -> StockLevel:
    """The level after inspected units went to quarantine; they stay unavailable.

    Raises WrongQuantity, LevelNotFound and NotEnoughUnits.
    """
    ensure_positive(quantity)
    level = levels_for_update([level_id])[level_id]
    target = special_place(level.warehouse_id, LocationKind.QUARANTINE)
    _carry(level, quantity, target.pk, cause=Cause("return", cause_reference), actor=actor)
    return level


@service
def scrap_units(*, level_id: int, quantity: int, cause_reference: str, actor: Actor) -> StockLevel:
    """The level after set-aside units were thrown away or sent back: on_hand and unavailable −n.

    Raises WrongQuantity, LevelNotFound and NotEnoughUnits.
    """
    ensure_positive(quantity)
    levels = levels_for_update([level_id])
    takes = units_to_take(levels, {level_id: quantity}, kinds=RETURNED)
    entries = [Entry(take.level, take.location_id, take.lot, MovementKind.SCRAP, -take.units) for take in takes]
    write_entries(entries, cause=Cause("return", cause_reference), actor=actor)
    change_levels(levels, {level_id: Change(on_hand=-quantity, unavailable=-quantity)}, actor=actor)
    return levels[level_id]


def _carry(level: StockLevel, quantity: int, target_id: int, *, cause: Cause, actor: Actor) -> None:
    takes = units_to_take({level.pk: level}, {level.pk: quantity}, kinds=RETURNED)
    entries = [
        entry
        for take in takes
        for entry in (
            Entry(level, take.location_id, take.lot, MovementKind.MOVE, -take.units),
            Entry(level, target_id, take.lot, MovementKind.MOVE, take.units),
        )
    ]
    write_entries(entries, cause=cause, actor=actor)
