"""What each warehouse was asked for, week by week.

Demand is what customers asked for, not what was shipped: units of placed lines in the week they were placed. Units
canceled from a line that waited for stock count, for nothing but the stock was missing; units canceled otherwise and
units that came back do not, nor do those that went on in another order, which asks for them itself.
A line that is taken from several warehouses counts in equal shares; one without any
claim (taken over from elsewhere) at its counter, else at the first warehouse that keeps the SKU.
Practice channels are left out. Weeks begin on Monday, UTC.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from reports.facts.timeline import MERGED_AWAY, timeline

WEEK_DAYS = 7
_SPLIT_OFF = timeline("'orders.split'", start="%(since)s::timestamptz", end="clock_timestamp()")
_DEMAND = f"""
WITH moved AS (
    SELECT l.id AS line_id, sum((v.value ->> 1)::bigint - (v.value ->> 0)::bigint) AS units
    FROM {_SPLIT_OFF} e CROSS JOIN LATERAL jsonb_each(e.changes) v
    JOIN orders_orderline l ON l.order_id = e.order_id AND v.key = 'line ' || l.position || ' canceled'
    WHERE l.sku_id = ANY(%(skus)s) GROUP BY l.id
), asked AS (
    SELECT l.id, l.sku_id, date_trunc('week', o.placed_at AT TIME ZONE 'UTC')::date AS week, o.pickup_warehouse_id,
           l.ordered - l.returned - CASE WHEN EXISTS (SELECT 1 FROM orders_backorder b WHERE b.line_id = l.id)
                                         THEN coalesce((SELECT m.units FROM moved m WHERE m.line_id = l.id), 0)
                                         ELSE l.canceled END AS units
    FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id JOIN catalog_channel c ON c.id = o.channel_id
    WHERE l.sku_id = ANY(%(skus)s) AND l.track_stock AND l.needs_shipping AND NOT c.is_practice
      AND o.placed_at >= %(since)s AND o.placed_at < %(until)s AND NOT {MERGED_AWAY}
), claimed AS (
    SELECT a.id, v.warehouse_id FROM asked a JOIN orders_allocation x ON x.line_id = a.id
    JOIN inventory_stocklevel v ON v.id = x.level_id
    UNION
    SELECT a.id, v.warehouse_id FROM asked a JOIN orders_backorder x ON x.line_id = a.id
    JOIN inventory_stocklevel v ON v.id = x.level_id
), shared AS (
    SELECT id, warehouse_id, count(*) OVER (PARTITION BY id) AS sources FROM claimed
), homes AS (
    SELECT DISTINCT ON (v.sku_id) v.sku_id, v.warehouse_id
    FROM inventory_stocklevel v JOIN inventory_warehouse w ON w.id = v.warehouse_id
    WHERE v.sku_id = ANY(%(skus)s) AND w.is_active AND NOT w.is_practice ORDER BY v.sku_id, w.priority, w.id
)
SELECT a.sku_id, coalesce(s.warehouse_id, a.pickup_warehouse_id, h.warehouse_id) AS warehouse_id, a.week,
       sum(a.units::float / coalesce(s.sources, 1))
FROM asked a LEFT JOIN shared s ON s.id = a.id LEFT JOIN homes h ON h.sku_id = a.sku_id
WHERE a.units > 0 AND coalesce(s.warehouse_id, a.pickup_warehouse_id, h.warehouse_id) IS NOT NULL
GROUP BY 1, 2, 3
"""
_STOCKED = """
SELECT v.sku_id, v.warehouse_id FROM inventory_stocklevel v JOIN inventory_warehouse w ON w.id = v.warehouse_id
WHERE v.sku_id = ANY(%s) AND v.on_hand > 0 AND w.is_active AND NOT w.is_practice
"""
_FIRST = """
SELECT o.placed_at FROM orders_order o JOIN catalog_channel c ON c.id = o.channel_id
WHERE o.placed_at IS NOT NULL AND NOT c.is_practice ORDER BY o.placed_at LIMIT 1
"""
_NEXT = "SELECT id FROM catalog_sku WHERE id > %s AND track_stock ORDER BY id LIMIT %s"
_DRAWN = """
SELECT s.id FROM catalog_sku s WHERE s.track_stock
  AND EXISTS (SELECT 1 FROM orders_orderline l WHERE l.sku_id = s.id) ORDER BY md5(s.code), s.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Demand:
    """Units per week of one SKU in one warehouse from its first demand on; without any demand, no weeks.

    ``start`` is how many weeks after the calendar's beginning that was.
    """

    sku_id: int
    warehouse_id: int
    start: int
    units: tuple[float, ...]


def demand_of(sku_ids: Sequence[int], *, until: date, weeks: int) -> list[Demand]:
    """Demand of the SKUs over ``weeks`` whole weeks before the Monday ``until``; two queries.

    Pairs that have stock and were asked for nothing are among them, without weeks.
    """
    first = until - timedelta(days=WEEK_DAYS * weeks)
    found: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_STOCKED, [list(sku_ids)])
        for sku_id, warehouse_id in cursor.fetchall():
            found[sku_id, warehouse_id] = {}
        cursor.execute(_DEMAND, {"skus": list(sku_ids), "since": f"{first}T00:00Z", "until": f"{until}T00:00Z"})
        for sku_id, warehouse_id, monday, units in cursor.fetchall():
            found[sku_id, warehouse_id][(monday - first).days // WEEK_DAYS] = units
    return [_demand(pair, by_week, weeks) for pair, by_week in sorted(found.items())]


def _demand(pair: tuple[int, int], by_week: dict[int, float], weeks: int) -> Demand:
    start = min(by_week, default=weeks)
    return Demand(*pair, start, tuple(by_week.get(week, 0.0) for week in range(start, weeks)))


def weeks_known(*, until: date, most: int) -> int:
    """Whole weeks of orders there are before the Monday ``until``, at most ``most``; the one of the first order counts
    where it was whole."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST)
        row = cursor.fetchone()
    if row is None:
        return 0
    since = row[0].date()
    monday = since + timedelta(days=-since.weekday() % WEEK_DAYS)
    return max(0, min(most, (until - monday).days // WEEK_DAYS))


def next_skus(*, after: int, limit: int) -> list[int]:
    """Keys of the next SKUs whose stock is tracked, in order of key."""
    return _keys(_NEXT, [after, limit])


def drawn_skus(*, limit: int) -> list[int]:
    """So many SKUs that were ordered, drawn by a fixed hash of their codes: the same each time."""
    return _keys(_DRAWN, [limit])


def _keys(statement: str, values: list[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]
