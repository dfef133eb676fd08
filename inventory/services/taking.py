"""Find the bins from which units leave, when the caller does not name them all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from inventory.errors import NotEnoughUnits
from inventory.models import LocationKind, StockLevel

# Units leave the benches first, then the shelves; what is set aside comes last.
RETURNED = (LocationKind.INSPECTION, LocationKind.QUARANTINE)
# What came in and is not put away yet is in nobody's reach either.
SET_ASIDE = (LocationKind.DOCK, *RETURNED)
SEND_FROM = (LocationKind.SHELF, LocationKind.RECEIVING)
SHIP_FROM = (LocationKind.PACKING, LocationKind.TOTE, *SEND_FROM, *SET_ASIDE)
DAMAGED_ON = (*SEND_FROM, LocationKind.TOTE, LocationKind.PACKING)
FOUND_ON = (*DAMAGED_ON, *SET_ASIDE)

_BINS = """
SELECT l.id, b.location_id, b.lot, b.quantity, p.kind
FROM inventory_stocklevel l
JOIN inventory_location p ON p.warehouse_id = l.warehouse_id
JOIN inventory_binstock b ON b.location_id = p.id AND b.sku_id = l.sku_id
LEFT JOIN inventory_lot t ON t.sku_id = b.sku_id AND t.code = b.lot
WHERE l.id = ANY(%(levels)s) AND b.quantity > 0 AND p.kind = ANY(%(kinds)s)
ORDER BY l.id, p.id <> %(first)s, t.quarantined_at IS NOT NULL, array_position(%(kinds)s::text[], p.kind),
         t.expires_on NULLS LAST, p.pick_sequence, p.id, b.lot
"""


@dataclass(frozen=True, slots=True)
class Take:
    """Units of one lot that are to leave one bin; ``is_aside``: they lay set aside, so no order counted on them."""

    level: StockLevel
    location_id: int
    lot: str
    units: int
    is_aside: bool


def units_to_take(
    levels: Mapping[int, StockLevel],
    wanted: Mapping[int, int],
    *,
    kinds: Sequence[str],
    first_location_id: int = 0,
) -> list[Take]:
    """What to take from which bin, in one query.

    The named location comes first, then the kinds in their order; within one what expires first goes
    first, then by pick sequence; quarantined lots come last of all. Raises
    NotEnoughUnits when the bins of those kinds hold less than is wanted.
    """
    left = dict(wanted)
    found: dict[int, int] = defaultdict(int)
    takes = []
    with connection.cursor() as cursor:
        kinds = [str(kind) for kind in kinds]
        cursor.execute(_BINS, {"levels": sorted(wanted), "kinds": kinds, "first": first_location_id})
        for level_id, location_id, lot, quantity, kind in cursor.fetchall():
            found[level_id] += quantity
            units = min(left[level_id], quantity)
            if units:
                left[level_id] -= units
                takes.append(Take(levels[level_id], location_id, lot, units, kind in SET_ASIDE))
    for level_id, missing in left.items():
        if missing:
            raise NotEnoughUnits(
                f"{wanted[level_id]} units were to be taken, but {found[level_id]} lie there. Count the bins.",
                level_id=level_id,
                wanted=wanted[level_id],
                found=found[level_id],
            )
    return takes


def aside_among(takes: Iterable[Take]) -> dict[int, int]:
    """By level: how many of the units to take lay set aside; its ``unavailable`` falls by so many."""
    sums: dict[int, int] = defaultdict(int)
    for take in takes:
        if take.is_aside:
            sums[take.level.pk] += take.units
    return sums
