"""The day we promise: when the building can ship it, and how long the road takes."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from inventory.models import Warehouse

FORESIGHT_DAYS = 30

_EXPECTED = """
SELECT l.sku_id, s.warehouse_id, min(s.expected_on)
FROM inventory_supplyline l JOIN inventory_supply s ON s.id = l.supply_id
WHERE s.state IN ('expected', 'in_transit') AND s.expected_on IS NOT NULL
  AND l.received + l.lost < l.ordered AND l.sku_id = ANY(%s)
GROUP BY l.sku_id, s.warehouse_id
"""


def ships_on(warehouse: Warehouse, now: datetime) -> date:
    """The next working day of the building; today only before its local cut-off."""
    local = now.astimezone(ZoneInfo(warehouse.time_zone))
    day = local.date()
    if local.time() >= warehouse.cutoff_at:
        day += timedelta(days=1)
    return next_working_day(warehouse, day)


def next_working_day(warehouse: Warehouse, day: date) -> date:
    """``day`` itself when people work then, else the next such day."""
    for ahead in range(FORESIGHT_DAYS):
        candidate = day + timedelta(days=ahead)
        if warehouse.works_at(candidate):
            return candidate
    return day


def supplies_expected(sku_ids: Iterable[int]) -> dict[tuple[int, int], date]:
    """(sku, warehouse) → first day on which goods are expected; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_EXPECTED, [sorted(set(sku_ids))])
        return {(sku_id, warehouse_id): day for sku_id, warehouse_id, day in cursor.fetchall()}


def backorder_ships_on(
    warehouse: Warehouse, sku_id: int, *, expected: dict[tuple[int, int], date], default_days: int, now: datetime
) -> date:
    """When owed goods can leave: the day after their supply, or the channel's default."""
    arrival = expected.get((sku_id, warehouse.pk))
    if arrival is None:
        return next_working_day(warehouse, now.date() + timedelta(days=default_days))
    return next_working_day(warehouse, max(arrival, now.date()) + timedelta(days=1))
