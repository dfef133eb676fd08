"""By when goods should leave a warehouse, in its own time."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from inventory.models import Warehouse

FORESIGHT_DAYS = 30


class Cutoff(NamedTuple):
    """The day goods should leave and the moment of that day from which they are late."""

    day: date
    at: datetime


def cutoff_of(warehouse: Warehouse, now: datetime) -> Cutoff:
    """The next cutoff: today's when it is a working day before the local time, else the next working day's."""
    zone = ZoneInfo(warehouse.time_zone)
    local = now.astimezone(zone)
    day = local.date() if local.time() < warehouse.cutoff_at else local.date() + timedelta(days=1)
    for _ in range(FORESIGHT_DAYS):
        if warehouse.works_at(day):
            break
        day += timedelta(days=1)
    return Cutoff(day, datetime.combine(day, warehouse.cutoff_at, tzinfo=zone))
