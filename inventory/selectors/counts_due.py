"""Which bins are to be counted: by how fast their goods move, and those a pick has just emptied."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from inventory.models import CountRhythm, StockClass

EVERY_DAYS = {StockClass.A: 30, StockClass.B: 90, StockClass.C: 180}
LOOKS_BACK = timedelta(days=90)
ZERO_CHECKS_FOR = timedelta(days=7)

# A: the SKUs that make 80 % of what leaves the building; B: the next 15 %; C: all others.
_DUE = """
WITH gone AS (
    SELECT l.sku_id, -sum(m.quantity) AS units
    FROM inventory_stocklevel l JOIN inventory_stockmovement m ON m.level_id = l.id
    WHERE l.warehouse_id = %(warehouse)s AND m.kind = 'shipment' AND m.at >= %(since)s GROUP BY l.sku_id
), ranked AS (
    SELECT sku_id, sum(units) OVER (ORDER BY units DESC, sku_id) - units AS before, sum(units) OVER () AS total
    FROM gone
), classes AS (
    SELECT sku_id, CASE WHEN before < 0.8 * total THEN 'A' WHEN before < 0.95 * total THEN 'B' ELSE 'C' END AS class
    FROM ranked
), bins AS (
    SELECT p.id, p.code, p.pick_sequence, min(coalesce(c.class, 'C')) AS class
    FROM inventory_location p
    JOIN inventory_binstock b ON b.location_id = p.id AND b.quantity > 0
    LEFT JOIN classes c ON c.sku_id = b.sku_id
    WHERE p.warehouse_id = %(warehouse)s AND p.kind = 'shelf' GROUP BY p.id
)
SELECT b.id, b.code, b.class, n.last_at, w.state, w.counted_by
FROM bins b
LEFT JOIN LATERAL (
    SELECT max(decided_at) AS last_at FROM inventory_cyclecount WHERE location_id = b.id AND state = 'recorded'
) n ON TRUE
LEFT JOIN inventory_cyclecount w ON w.location_id = b.id AND w.state IN ('open', 'to_approve')
WHERE w.id IS NOT NULL OR n.last_at IS NULL
   OR n.last_at < %(now)s - make_interval(days => CASE b.class WHEN 'A' THEN %(a)s WHEN 'B' THEN %(b)s ELSE %(c)s END)
ORDER BY w.state IS DISTINCT FROM 'to_approve', w.id IS NULL, b.class, n.last_at NULLS FIRST, b.pick_sequence, b.id
LIMIT %(limit)s
"""
_EMPTIED = """
SELECT p.id, p.code, max(m.at) AS emptied_at
FROM inventory_stockmovement m
JOIN inventory_location p ON p.id = m.location_id AND p.kind = 'shelf' AND p.warehouse_id = %(warehouse)s
WHERE m.cause_kind = 'pick' AND m.quantity < 0 AND m.at >= %(since)s
  AND NOT EXISTS (SELECT FROM inventory_binstock b WHERE b.location_id = p.id AND b.quantity > 0)
  AND NOT EXISTS (
      SELECT FROM inventory_cyclecount c WHERE c.location_id = p.id
         AND (c.state IN ('open', 'to_approve') OR c.state = 'recorded' AND c.decided_at > m.at)
  )
GROUP BY p.id ORDER BY p.pick_sequence, p.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class BinDue:
    """A bin to count; ``waits`` is the state of a count under way, and who counted it first is ``counted_by``."""

    location_id: int
    code: str
    stock_class: str
    last_at: datetime | None
    waits: str | None
    counted_by: str | None

    @property
    def wants_another(self) -> bool:
        return self.waits == "to_approve"


@dataclass(frozen=True, slots=True)
class BinEmptied:
    """A bin that is empty by the books since a pick: a look tells whether it is."""

    location_id: int
    code: str
    emptied_at: datetime


def rhythm_of(warehouse_id: int) -> dict[str, int]:
    """Days between two counts, by class; one query."""
    own = CountRhythm.objects.filter(warehouse=warehouse_id).values_list("stock_class", "every_days")
    return {**{str(key): days for key, days in EVERY_DAYS.items()}, **dict(own)}


def bins_due(warehouse_id: int, *, now: datetime, limit: int = 50) -> list[BinDue]:
    """Bins to count: those that wait for a second person, those begun, then by class and age; two queries."""
    days = rhythm_of(warehouse_id)
    values: dict[str, int | datetime | date] = {
        "warehouse": warehouse_id, "since": now - LOOKS_BACK, "now": now, "limit": limit,
        "a": days["A"], "b": days["B"], "c": days["C"],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DUE, values)
        return [BinDue(*row) for row in cursor.fetchall()]


def bins_emptied(warehouse_id: int, *, now: datetime, limit: int = 50) -> list[BinEmptied]:
    """Bins a pick emptied within a week that nobody looked at since, as one walks; one query."""
    values: dict[str, int | datetime] = {"warehouse": warehouse_id, "since": now - ZERO_CHECKS_FOR, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_EMPTIED, values)
        return [BinEmptied(*row) for row in cursor.fetchall()]
