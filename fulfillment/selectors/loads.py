"""Works measured for a walk: lines, units, weight, volume, where their goods lie, and who gets them."""

from collections.abc import Iterable
from dataclasses import fields

from django.db import connection

from fulfillment.batching import MM3_PER_LITER, Limits, Load
from fulfillment.models import BatchLimits
from inventory.selectors.bins import PICKABLE

# The first bin of each level in walking order is where its units are likely taken from; which bins it
# really is, is decided at the release, under the locks of the levels.
_LOADS = """
WITH lines AS (
    SELECT l.fulfillment_order_id AS work_id, l.level_id, l.quantity - l.canceled AS units, s.id AS sku_id,
           s.weight_grams, s.length_mm::bigint * s.width_mm * s.height_mm AS volume
    FROM fulfillment_fulfillmentline l
    JOIN orders_orderline ol ON ol.id = l.order_line_id
    JOIN catalog_sku s ON s.id = ol.sku_id
    WHERE l.fulfillment_order_id = ANY(%(works)s) AND l.quantity > l.canceled
), homes AS (
    SELECT DISTINCT ON (v.id) v.id AS level_id, p.zone, p.pick_sequence
    FROM inventory_stocklevel v
    JOIN inventory_location p ON p.warehouse_id = v.warehouse_id AND p.kind = ANY(%(kinds)s)
    JOIN inventory_binstock b ON b.location_id = p.id AND b.sku_id = v.sku_id AND b.quantity > 0
    WHERE v.id IN (SELECT level_id FROM lines)
    ORDER BY v.id, p.kind <> 'shelf', p.pick_sequence, p.id
), sums AS (
    SELECT n.work_id, count(*) AS lines, sum(n.units) AS units, sum(n.units * n.weight_grams) AS weight,
           sum(n.units * n.volume) AS volume, CASE WHEN count(DISTINCT n.sku_id) = 1 THEN min(n.sku_id) END AS only_sku,
           coalesce(min(h.pick_sequence), 0) AS sequence,
           coalesce(array_agg(DISTINCT h.zone ORDER BY h.zone) FILTER (WHERE h.zone IS NOT NULL), '{}') AS zones
    FROM lines n LEFT JOIN homes h USING (level_id) GROUP BY n.work_id
)
SELECT f.id, f.number, f.priority, f.late_at, s.lines, s.units, s.weight, s.volume, s.only_sku, s.sequence,
       s.zones, CASE WHEN o.customer_id IS NULL OR o.pickup_warehouse_id IS NOT NULL OR a.id IS NULL THEN ''
       ELSE o.customer_id || '|' || lower(concat_ws('|', a.name, a.company, a.line1, a.line2, a.postal_code, a.city,
                                                    a.country)) END
FROM sums s
JOIN fulfillment_fulfillmentorder f ON f.id = s.work_id
JOIN orders_order o ON o.id = f.order_id
LEFT JOIN customers_address a ON a.id = o.shipping_address_id
ORDER BY f.id
"""

_COLUMNS = [column.name for column in fields(Load)]


def loads_of(work_ids: Iterable[int]) -> list[Load]:
    """The works that have units, by key; one statement however many there are."""
    with connection.cursor() as cursor:
        cursor.execute(_LOADS, {"works": list(work_ids), "kinds": [str(kind) for kind in PICKABLE]})
        return [Load(**dict(zip(_COLUMNS, row, strict=True))) for row in cursor.fetchall()]


def limits_of(warehouse_id: int) -> Limits:
    """The warehouse's own limits of a batch, or the defaults; one query."""
    row = BatchLimits.objects.filter(warehouse_id=warehouse_id).first() or BatchLimits()
    liters = row.max_volume_liters
    return Limits(
        orders=row.max_orders, lines=row.max_lines, weight_grams=row.max_weight_grams,
        volume_mm3=None if liters is None else liters * MM3_PER_LITER,
    )  # fmt: skip
