"""What is on its way between two buildings."""

from django.db import connection

from inventory.models import Supply

_ON_THE_ROAD = """
SELECT l.sku_id, m.lot, -sum(m.quantity)::int AS units
FROM inventory_stockmovement m JOIN inventory_stocklevel l ON l.id = m.level_id
LEFT JOIN inventory_lot t ON t.sku_id = l.sku_id AND t.code = m.lot
WHERE m.cause_kind = 'transfer' AND m.cause_reference = %s
GROUP BY l.sku_id, m.lot, t.expires_on HAVING sum(m.quantity) < 0
ORDER BY l.sku_id, t.expires_on NULLS LAST, m.lot
"""


def lots_on_the_road(supply: Supply) -> dict[int, list[tuple[str, int]]]:
    """(lot, units) by SKU that were sent and have not arrived, first to expire first; one query."""
    lots: dict[int, list[tuple[str, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ON_THE_ROAD, [supply.number])
        for sku_id, lot, units in cursor.fetchall():
            lots.setdefault(sku_id, []).append((lot, units))
    return lots
