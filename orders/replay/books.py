"""Stock as it was: what was free for new orders at a moment, reckoned back from movements and claims.

Free at the beginning = on hand now − everything that moved since − what is set aside now − what earlier orders
claimed then (they ship it later, or claim it still). From there on receipts, returns, counts and transfers change it
when they happened, and orders of other channels when they were placed. What nobody can know any more is left out:
reservations of then, units that were claimed and canceled since, and when returned goods could be sold again.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

_SKUS = """
SELECT DISTINCT l.sku_id FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
WHERE o.channel_id = %(channel)s AND o.placed_at >= %(since)s AND o.placed_at < %(until)s AND NOT o.is_historical
  AND o.pickup_warehouse_id IS NULL AND l.track_stock AND l.needs_shipping
"""
_OPENING = f"""
WITH levels AS (
    SELECT v.* FROM inventory_stocklevel v WHERE v.sku_id IN ({_SKUS}) AND v.warehouse_id = ANY(%(houses)s)
), claims AS (
    SELECT level_id, sum(units) AS units FROM (
        SELECT a.level_id, a.quantity AS units FROM orders_allocation a JOIN levels v ON v.id = a.level_id
        JOIN orders_orderline l ON l.id = a.line_id JOIN orders_order o ON o.id = l.order_id
        WHERE a.quantity > 0 AND o.placed_at < %(since)s
        UNION ALL
        SELECT b.level_id, b.quantity FROM orders_backorder b JOIN levels v ON v.id = b.level_id
        JOIN orders_orderline l ON l.id = b.line_id JOIN orders_order o ON o.id = l.order_id
        WHERE b.quantity > 0 AND o.placed_at < %(since)s
        UNION ALL
        SELECT m.level_id, -m.quantity FROM inventory_stockmovement m JOIN levels v ON v.id = m.level_id
        JOIN orders_order o ON o.number = m.cause_reference
        WHERE m.at >= %(since)s AND m.kind = 'shipment' AND m.cause_kind = 'order' AND o.placed_at < %(since)s
    ) each GROUP BY 1
), moved AS (
    SELECT m.level_id, sum(m.quantity) AS units FROM inventory_stockmovement m JOIN levels v ON v.id = m.level_id
    WHERE m.at >= %(since)s GROUP BY 1
)
SELECT v.sku_id, v.warehouse_id,
       (v.on_hand - coalesce(m.units, 0) - v.unavailable - coalesce(c.units, 0))::int
FROM levels v LEFT JOIN claims c ON c.level_id = v.id LEFT JOIN moved m ON m.level_id = v.id
"""
_CHANGES = """
SELECT sku_id, warehouse_id, at, sum(units)::int FROM (
    SELECT v.sku_id, v.warehouse_id, m.at, m.quantity AS units
    FROM inventory_stockmovement m JOIN inventory_stocklevel v ON v.id = m.level_id
    WHERE v.sku_id = ANY(%(skus)s) AND v.warehouse_id = ANY(%(houses)s) AND m.kind NOT IN ('shipment', 'move')
      AND m.at >= %(after)s AND m.at < %(upto)s
    UNION ALL
    SELECT v.sku_id, v.warehouse_id, o.placed_at, m.quantity
    FROM orders_order o
    JOIN inventory_stockmovement m ON m.cause_kind = 'order' AND m.cause_reference = o.number AND m.kind = 'shipment'
    JOIN inventory_stocklevel v ON v.id = m.level_id
    WHERE (o.channel_id <> %(channel)s OR o.pickup_warehouse_id IS NOT NULL)
      AND o.placed_at >= %(after)s AND o.placed_at < %(upto)s
      AND v.sku_id = ANY(%(skus)s) AND v.warehouse_id = ANY(%(houses)s)
    UNION ALL
    SELECT v.sku_id, v.warehouse_id, o.placed_at, -(coalesce(a.quantity, 0) + coalesce(b.quantity, 0))
    FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
    JOIN inventory_stocklevel v ON v.sku_id = l.sku_id AND v.warehouse_id = ANY(%(houses)s)
    LEFT JOIN orders_allocation a ON a.line_id = l.id AND a.level_id = v.id
    LEFT JOIN orders_backorder b ON b.line_id = l.id AND b.level_id = v.id
    WHERE (o.channel_id <> %(channel)s OR o.pickup_warehouse_id IS NOT NULL)
      AND o.placed_at >= %(after)s AND o.placed_at < %(upto)s
      AND v.sku_id = ANY(%(skus)s)
) each WHERE units <> 0 GROUP BY 1, 2, 3 ORDER BY 3
"""

Pair = tuple[int, int]


class Books:
    """Units free for new orders by (SKU, warehouse), as one way of deciding leaves them."""

    def __init__(self, free: Mapping[Pair, int]) -> None:
        self.free: dict[Pair, int] = dict(free)

    @classmethod
    def load(cls, kept: Mapping[str, int]) -> "Books":
        return cls({(int(sku), int(house)): units for key, units in kept.items() for sku, house in [key.split(":")]})

    def dump(self) -> dict[str, int]:
        """As JSON keeps it."""
        return {f"{sku}:{house}": units for (sku, house), units in self.free.items()}

    def change(self, pair: Pair, units: int) -> None:
        self.free[pair] = self.free.get(pair, 0) + units


def opening(*, channel_id: int, since: datetime, until: datetime, houses: list[int]) -> dict[Pair, int]:
    """What was free at ``since`` of everything the channel's orders then asked for; one query."""
    values = {"channel": channel_id, "since": since, "until": until, "houses": houses}
    return {(sku, house): units for sku, house, units in _read(_OPENING, values)}


def changes(
    *, channel_id: int, skus: list[int], houses: list[int], after: datetime, upto: datetime
) -> list[tuple[datetime, Pair, int]]:
    """What came, went or was claimed by other channels from ``after`` on and before ``upto``, in order; one query."""
    values = {"channel": channel_id, "skus": skus, "houses": houses, "after": after, "upto": upto}
    by_moment: dict[tuple[datetime, Pair], int] = defaultdict(int)
    for sku, house, at, units in _read(_CHANGES, values):
        by_moment[at, (sku, house)] += units
    return sorted((at, pair, units) for (at, pair), units in by_moment.items())


def _read(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
