"""What is to be ordered again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

_TO_REORDER = """
SELECT r.id, r.sku_id, s.code, r.warehouse_id, r.supplier, r.lead_days, r.reorder_point, p.projected,
       (ceil(greatest(r.order_up_to - p.projected, r.minimum_units)::numeric / r.multiple_units)
        * r.multiple_units)::int
FROM inventory_reorderrule r
JOIN catalog_sku s ON s.id = r.sku_id
LEFT JOIN inventory_stocklevel l ON l.sku_id = r.sku_id AND l.warehouse_id = r.warehouse_id
LEFT JOIN LATERAL (
    SELECT sum(greatest(0, i.ordered - i.received - i.lost)) AS units
    FROM inventory_supplyline i JOIN inventory_supply u ON u.id = i.supply_id
    WHERE i.sku_id = r.sku_id AND u.warehouse_id = r.warehouse_id AND u.state IN ('expected', 'in_transit')
) c ON TRUE
CROSS JOIN LATERAL (
    SELECT (coalesce(l.on_hand - l.unavailable - l.allocated - l.reserved - l.backordered, 0)
            + coalesce(c.units, 0))::int AS projected
) p
WHERE r.is_active AND s.is_active AND p.projected <= r.reorder_point
  AND (%(rules)s::bigint[] IS NULL OR r.id = ANY(%(rules)s))
ORDER BY p.projected - r.reorder_point, r.id LIMIT %(limit)s
"""
_PROJECTED = """
SELECT v.sku_id, v.warehouse_id, (
    coalesce((SELECT l.on_hand - l.unavailable - l.allocated - l.reserved - l.backordered FROM inventory_stocklevel l
              WHERE l.sku_id = v.sku_id AND l.warehouse_id = v.warehouse_id), 0)
    + coalesce((SELECT sum(greatest(0, i.ordered - i.received - i.lost))
                FROM inventory_supplyline i JOIN inventory_supply u ON u.id = i.supply_id
                WHERE i.sku_id = v.sku_id AND u.warehouse_id = v.warehouse_id
                  AND u.state IN ('expected', 'in_transit')), 0))::int
FROM unnest(%s::bigint[], %s::bigint[]) AS v (sku_id, warehouse_id)
"""
_OWED_WITHOUT_RULE = """
SELECT l.sku_id, s.code, l.warehouse_id, l.backordered, coalesce(c.units, 0)::int, r.id
FROM inventory_stocklevel l
JOIN catalog_sku s ON s.id = l.sku_id
LEFT JOIN inventory_reorderrule r ON r.sku_id = l.sku_id AND r.warehouse_id = l.warehouse_id
LEFT JOIN LATERAL (
    SELECT sum(greatest(0, i.ordered - i.received - i.lost)) AS units
    FROM inventory_supplyline i JOIN inventory_supply u ON u.id = i.supply_id
    WHERE i.sku_id = l.sku_id AND u.warehouse_id = l.warehouse_id AND u.state IN ('expected', 'in_transit')
) c ON TRUE
WHERE l.backordered > 0 AND NOT (coalesce(r.is_active, FALSE) AND s.is_active)
ORDER BY l.backordered - coalesce(c.units, 0) DESC, l.id LIMIT %(limit)s
"""
LIMIT = 500


@dataclass(frozen=True, slots=True)
class ToReorder:
    """A level that fell to its reorder point: what will be available with all that is coming, and what to order,
    in the supplier's sizes."""

    rule_id: int
    sku_id: int
    sku_code: str
    warehouse_id: int
    supplier: str
    lead_days: int
    reorder_point: int
    projected: int
    quantity: int


@dataclass(frozen=True, slots=True)
class OwedWithoutRule:
    """A level that owes units to orders and that no rule in force orders again; ``rule_id`` is one switched off."""

    sku_id: int
    sku_code: str
    warehouse_id: int
    owed: int
    coming: int
    rule_id: int | None


def levels_owed_without_rule() -> list[OwedWithoutRule]:
    """Backordered levels that ``levels_to_reorder`` never lists, most uncovered first; at most ``LIMIT``, one query."""
    with connection.cursor() as cursor:
        cursor.execute(_OWED_WITHOUT_RULE, {"limit": LIMIT})
        return [OwedWithoutRule(*row) for row in cursor.fetchall()]


def levels_to_reorder(rule_ids: Sequence[int] | None = None) -> list[ToReorder]:
    """Levels at or below their reorder point, furthest below first; at most ``LIMIT``, one query.

    Supplies on their way count; a level nobody has opened yet has nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TO_REORDER, {"rules": list(rule_ids) if rule_ids is not None else None, "limit": LIMIT})
        return [ToReorder(*row) for row in cursor.fetchall()]


def projected_of(pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """(SKU, warehouse) → units that will be available with all that is coming; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_PROJECTED, [[sku_id for sku_id, _ in pairs], [house for _, house in pairs]])
        return {(sku_id, house): units for sku_id, house, units in cursor.fetchall()}
