"""What a difference at one place does to its level: what is set aside is unavailable there, too."""

from collections.abc import Iterable

from inventory.models import Location, StockLevel
from inventory.services.ledger import Change
from inventory.services.taking import SET_ASIDE


def change_at(location: Location, level: StockLevel, delta: int) -> Change:
    """``delta`` units more (or fewer) were found at the location; of set-aside ones no order may dream."""
    if location.kind not in SET_ASIDE:
        return Change(on_hand=delta)
    return Change(on_hand=delta, unavailable=max(-level.unavailable, delta))


def set_aside_among(location_ids: Iterable[int]) -> set[int]:
    """Those of the locations where units lie set aside: at the dock, in inspection or in quarantine; one query."""
    places = Location.objects.filter(pk__in=set(location_ids), kind__in=SET_ASIDE)
    return set(places.values_list("pk", flat=True))
