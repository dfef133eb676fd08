"""Units that lie set aside at a known place are thrown away."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.actors import Actor
from core.errors import InvalidInput
from core.service import service
from inventory.locks import levels_for_update
from inventory.models import MovementKind
from inventory.services.checking import ensure_positive, ensure_same_building
from inventory.services.finding import set_aside_among
from inventory.services.ledger import Cause, Change, Entry, change_levels, sum_changes, write_entries


@dataclass(frozen=True, slots=True)
class UnitsAt:
    """Units of a level's SKU (and lot) at one location."""

    level_id: int
    location_id: int
    quantity: int
    lot: str = ""


@service
def discard_many(*, goods: Sequence[UnitsAt], cause_kind: str, cause_reference: str, actor: Actor) -> None:
    """Throw units away that lie in inspection or quarantine: on_hand and unavailable −n. The use case checks the right.

    Raises WrongQuantity, LevelNotFound, LocationNotFound, WrongWarehouse, InvalidInput for a place where goods wait to
    be sold (set them aside first), and NotEnoughUnits when the place has fewer.
    """
    for units in goods:
        ensure_positive(units.quantity)
    levels = levels_for_update(units.level_id for units in goods)
    places = {units.location_id for units in goods}
    ensure_same_building(levels.values(), places)
    if set_aside_among(places) != places:
        raise InvalidInput("Only what is set aside can be thrown away. Move it to quarantine first.", field="location")
    entries = [
        Entry(levels[each.level_id], each.location_id, each.lot, MovementKind.SCRAP, -each.quantity) for each in goods
    ]
    write_entries(entries, cause=Cause(cause_kind, cause_reference), actor=actor)
    changes = sum_changes((each.level_id, Change(on_hand=-each.quantity, unavailable=-each.quantity)) for each in goods)
    change_levels(levels, changes, actor=actor)
