"""By when goods should leave a warehouse, in its own time."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from inventory.models import Warehouse
from orders.intake.reference import reference

FORESIGHT_DAYS = 30


class Cutoff(NamedTuple):
    """The day goods should leave and the moment of that day from which they are late."""

    day: date
    at: datetime


def next_cutoff(warehouse: Warehouse, now: datetime) -> datetime:
    """When the next truck leaves: the building's own, or one of a shipping method that has its own there."""
    methods = {method_id for house_id, method_id in reference().cutoffs if house_id == warehouse.pk}
    return min(cutoff_of(warehouse, now, method_id).at for method_id in (None, *methods))


def cutoff_of(warehouse: Warehouse, now: datetime, method_id: int | None = None) -> Cutoff:
    """The next cutoff of the shipping method there: today's on a working day before it, else the next working day's."""
    zone = ZoneInfo(warehouse.time_zone)
    local = now.astimezone(zone)
    cutoff_at = reference().cutoff_at(warehouse, method_id)
    day = local.date() if local.time() < cutoff_at else local.date() + timedelta(days=1)
    for _ in range(FORESIGHT_DAYS):
        if warehouse.works_at(day):
            break
        day += timedelta(days=1)
    return Cutoff(day, datetime.combine(day, cutoff_at, tzinfo=zone))
