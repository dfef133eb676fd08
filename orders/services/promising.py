"""The day we promise: when the building can ship it, and how long the road takes."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from inventory.models import StockLevel, Warehouse
from orders.intake.reference import reference
from orders.models import Order, OrderLine

# (SKU, warehouse) → (day, units) of what is on its way.
Expected = dict[tuple[int, int], list[tuple[date, int]]]
FORESIGHT_DAYS, UNKNOWN_TRANSIT_DAYS = 30, 5

_EXPECTED = """
SELECT l.sku_id, s.warehouse_id, s.expected_on, sum(l.ordered - l.received - l.lost)::int
FROM inventory_supplyline l JOIN inventory_supply s ON s.id = l.supply_id
WHERE s.state IN ('expected', 'in_transit') AND s.expected_on IS NOT NULL
  AND l.received + l.lost < l.ordered AND l.sku_id = ANY(%s)
GROUP BY l.sku_id, s.warehouse_id, s.expected_on ORDER BY s.expected_on
"""


def ships_on(warehouse: Warehouse, now: datetime, method_id: int | None = None) -> date:
    """The next working day of the building; today only before the local cut-off of the shipping method there."""
    local = now.astimezone(ZoneInfo(warehouse.time_zone))
    day = local.date()
    if local.time() >= reference().cutoff_at(warehouse, method_id):
        day += timedelta(days=1)
    return next_working_day(warehouse, day)


def next_working_day(warehouse: Warehouse, day: date) -> date:
    """``day`` itself when people work then, else the next such day."""
    for ahead in range(FORESIGHT_DAYS):
        candidate = day + timedelta(days=ahead)
        if warehouse.works_at(candidate):
            return candidate
    return day


def supplies_expected(sku_ids: Iterable[int]) -> Expected:
    """(sku, warehouse) → the days on which goods are expected with their units, soonest first; one statement."""
    expected: Expected = {}
    with connection.cursor() as cursor:
        cursor.execute(_EXPECTED, [sorted(set(sku_ids))])
        for sku_id, warehouse_id, day, units in cursor.fetchall():
            expected.setdefault((sku_id, warehouse_id), []).append((day, units))
    return expected


def backorder_ships_on(
    warehouse: Warehouse, sku_id: int, *, position: int, expected: Expected, default_days: int, now: datetime
) -> date:
    """When owed goods can leave: the day after the supply that reaches them in the queue, or the channel's default.

    ``position`` counts the units that wait up to and including these. What no known supply reaches comes
    no sooner than the last one.
    """
    reached, last = 0, None
    for day, units in expected.get((sku_id, warehouse.pk), ()):
        reached, last = reached + units, day
        if reached >= position:
            return next_working_day(warehouse, max(day, now.date()) + timedelta(days=1))
    someday = now.date() + timedelta(days=default_days)
    return next_working_day(warehouse, max(someday, last) if last else someday)


def transit_days(order: Order) -> int:
    """Days on the road of the order's shipping method to its country; 0 for goods that do not travel."""
    if order.shipping_method is None or order.shipping_address is None:
        return 0
    rate = reference().shipping_rate(order.shipping_method, order.channel, order.shipping_address.country)
    return rate.transit_days if rate else UNKNOWN_TRANSIT_DAYS


def backorder_promise(
    order: Order, line: OrderLine, level: StockLevel, *, position: int, expected: Expected, now: datetime
) -> date:
    """The day a line's owed units are promised for, from one level's queue: no sooner than its SKU is sold at all."""
    warehouse = Warehouse.objects.get(pk=level.warehouse_id)
    days = order.channel.backorder_days
    leaves = backorder_ships_on(
        warehouse, line.sku_id, position=position, expected=expected, default_days=days, now=now
    )
    return no_preorder_before(line, leaves) + timedelta(days=transit_days(order))


def no_preorder_before(line: OrderLine, leaves: date) -> date:
    """The day the line can leave: ``leaves``, or the day its preordered SKU ships on when that is later."""
    preorder: date | None = line.sku.preorder_ships_on
    return max(leaves, preorder) if preorder else leaves
