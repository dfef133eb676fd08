"""Bins with units that no other pick task is sent for."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from fulfillment.models import PickTask
from fulfillment.statuses import LIVE_TASKS
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
    promised = (
        PickTask.objects.filter(line__level_id__in=wanted, state__in=LIVE_TASKS)
        .values_list("line__level_id", "location_id", "lot")
        .annotate(units=Sum("quantity"))
    )
    taken = {(level_id, location_id, lot): units for level_id, location_id, lot, units in promised}
    return {
        level_id: [
            FreeBin(place.location, place.lot, place.quantity - taken.get((level_id, place.location.pk, place.lot), 0))
            for place in bins
        ]
        for level_id, bins in bins_for_pick(wanted).items()
    }
