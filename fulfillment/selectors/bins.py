"""Bins with units that no other pick task is sent for."""

from collections.abc import Iterable
from dataclasses import dataclass

from fulfillment.selectors.claims import wanted_by_bin
from inventory.models import Location
from inventory.selectors.bins import bins_for_pick


@dataclass(slots=True)
class FreeBin:
    """``free`` units of a level's SKU at one place; it falls while tasks are planned."""

    location: Location
    lot: str
    free: int


def free_bins(level_ids: Iterable[int]) -> dict[int, list[FreeBin]]:
    """For every level its bins in walking order, less what live tasks will take. Three queries."""
    wanted = sorted(set(level_ids))
    taken = wanted_by_bin(wanted)
    return {
        level_id: [
            FreeBin(place.location, place.lot, place.quantity - taken.get((level_id, place.location.pk, place.lot), 0))
            for place in bins
        ]
        for level_id, bins in bins_for_pick(wanted).items()
    }
