"""Levels come into being when the first unit or the first wish names them."""

from collections.abc import Iterable

from django.db import connection

_OPEN = """
INSERT INTO inventory_stocklevel
    (sku_id, warehouse_id, on_hand, unavailable, allocated, reserved, backordered, shortfall)
SELECT sku_id, warehouse_id, 0, 0, 0, 0, 0, 0 FROM unnest(%s::bigint[], %s::bigint[]) AS v (sku_id, warehouse_id)
ON CONFLICT (sku_id, warehouse_id) DO NOTHING
"""
_FIND = """
SELECT l.sku_id, l.warehouse_id, l.id FROM inventory_stocklevel l
JOIN unnest(%s::bigint[], %s::bigint[]) AS v (sku_id, warehouse_id)
  ON v.sku_id = l.sku_id AND v.warehouse_id = l.warehouse_id
"""


def open_levels(places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """The key of the level of every (SKU, warehouse), made where it is missing."""
    wanted = sorted(set(places))
    columns = [[place[0] for place in wanted], [place[1] for place in wanted]]
    with connection.cursor() as cursor:
        cursor.execute(_FIND, columns)
        found = {(sku_id, warehouse_id): key for sku_id, warehouse_id, key in cursor.fetchall()}
        if len(found) < len(wanted):
            cursor.execute(_OPEN, columns)
            cursor.execute(_FIND, columns)
            found = {(sku_id, warehouse_id): key for sku_id, warehouse_id, key in cursor.fetchall()}
    return found
