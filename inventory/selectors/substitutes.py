"""What a customer may be offered instead. An offer is never an answer: nothing is substituted without consent."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

_OFFERS = """
SELECT u.sku_id, o.id, o.code, o.name, u.rank, a.available
FROM catalog_substitute u
JOIN catalog_sku o ON o.id = u.other_id AND o.is_active
CROSS JOIN LATERAL (
    SELECT sum(greatest(0, l.on_hand - l.unavailable - l.allocated - l.reserved - l.backordered))::int AS available
    FROM inventory_stocklevel l JOIN inventory_warehouse w ON w.id = l.warehouse_id
    WHERE l.sku_id = o.id AND w.is_active AND NOT w.is_practice
) a
WHERE u.sku_id = ANY(%s) AND a.available > 0
ORDER BY u.sku_id, u.rank, o.code
"""
_NAMED = """
SELECT o.id, o.code, o.name, 0, coalesce(a.available, 0)
FROM catalog_sku o
CROSS JOIN LATERAL (
    SELECT sum(greatest(0, l.on_hand - l.unavailable - l.allocated - l.reserved - l.backordered))::int AS available
    FROM inventory_stocklevel l JOIN inventory_warehouse w ON w.id = l.warehouse_id
    WHERE l.sku_id = o.id AND w.is_active AND NOT w.is_practice
) a
WHERE o.code = ANY(%s) AND o.is_active ORDER BY o.code
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """Another SKU and the units of it that are available everywhere together."""

    sku_id: int
    code: str
    name: str
    rank: int
    available: int


def substitutes_for(sku_ids: Iterable[int]) -> dict[int, list[Offer]]:
    """For every SKU what may be offered instead and is there, the preferred first; one query."""
    wanted = sorted(set(sku_ids))
    offers: dict[int, list[Offer]] = {sku_id: [] for sku_id in wanted}
    with connection.cursor() as cursor:
        cursor.execute(_OFFERS, [wanted])
        for sku_id, *offer in cursor.fetchall():
            offers[sku_id].append(Offer(*offer))
    return offers


def offers_of(codes: Iterable[str]) -> list[Offer]:
    """SKUs somebody named as an offer, with the units of them that are available; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, [sorted(set(codes))])
        return [Offer(*row) for row in cursor.fetchall()]
