"""Bins a picker can be sent to."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from inventory.models import Location, LocationKind

PICKABLE = (LocationKind.SHELF, LocationKind.RECEIVING)

_BINS = """
SELECT l.id, b.location_id, b.lot, b.quantity
FROM inventory_stocklevel l
JOIN inventory_location p ON p.warehouse_id = l.warehouse_id AND p.kind = ANY(%s)
JOIN inventory_binstock b ON b.location_id = p.id AND b.sku_id = l.sku_id AND b.quantity > 0
LEFT JOIN inventory_lot t ON t.sku_id = b.sku_id AND t.code = b.lot
WHERE l.id = ANY(%s)
ORDER BY l.id, t.expires_on NULLS LAST, p.kind <> 'shelf', p.pick_sequence, p.id, b.lot
"""


class PickBin(NamedTuple):
    """Units of a level's SKU at one place."""

    location: Location
    lot: str
    quantity: int


def bins_for_pick(level_ids: Iterable[int]) -> dict[int, list[PickBin]]:
    """For every level the bins to pick from: first expired, first out, then as a picker walks; two queries."""
    wanted = sorted(set(level_ids))
    with connection.cursor() as cursor:
        cursor.execute(_BINS, [[str(kind) for kind in PICKABLE], wanted])
        rows = cursor.fetchall()
    locations = Location.objects.in_bulk({row[1] for row in rows})
    bins: dict[int, list[PickBin]] = {level_id: [] for level_id in wanted}
    for level_id, location_id, lot, quantity in rows:
        bins[level_id].append(PickBin(locations[location_id], lot, quantity))
    return bins
