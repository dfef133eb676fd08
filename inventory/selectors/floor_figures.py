"""How much stock work waits on a floor: figures for its first page, counted no further than they are shown."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import connection

from inventory.lifecycle import COMING
from inventory.models import BinStock, LocationKind, Supply
from inventory.selectors.counts_due import bins_due, bins_emptied

MOST = 99
# What is due by how fast goods move is worked out of three months of shipments: not for every look at the page.
DUE_FOR_SECONDS = 60

_TO_FILL = """
SELECT count(*) FROM (
    SELECT FROM inventory_pickface f
    JOIN inventory_location p ON p.id = f.location_id AND p.warehouse_id = %s AND p.kind = 'shelf'
    WHERE f.minimum > (
        SELECT coalesce(sum(b.quantity), 0) FROM inventory_binstock b
        WHERE b.location_id = f.location_id AND b.sku_id = f.sku_id
    ) LIMIT %s
) below
"""


@dataclass(frozen=True, slots=True)
class FloorFigures:
    """Supplies to receive, goods to put away, pick bins to fill, bins to count; “99+” where there are more."""

    to_receive: str
    to_put_away: str
    to_fill: str
    to_count: str


def floor_figures(warehouse_id: int, *, now: datetime) -> FloorFigures:
    """Six queries at most; bins to count may be a minute old, the lists themselves never are."""
    supplies = Supply.objects.filter(warehouse_id=warehouse_id, state__in=COMING)
    kinds = [LocationKind.DOCK, LocationKind.RECEIVING]
    goods = BinStock.objects.filter(location__warehouse=warehouse_id, location__kind__in=kinds, quantity__gt=0)
    return FloorFigures(
        to_receive=_shown(supplies[: MOST + 1].count()),
        to_put_away=_shown(goods[: MOST + 1].count()),
        to_fill=_shown(_bins_to_fill(warehouse_id)),
        to_count=_shown(_bins_to_count(warehouse_id, now)),
    )


def _shown(figure: int) -> str:
    return f"{MOST}+" if figure > MOST else str(figure)


def _bins_to_fill(warehouse_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TO_FILL, [warehouse_id, MOST + 1])
        return int(cursor.fetchone()[0])


def _bins_to_count(warehouse_id: int, now: datetime) -> int:
    key = f"bins-to-count:{warehouse_id}"
    known: int | None = cache.get(key)
    if known is None:
        due = bins_due(warehouse_id, now=now, limit=MOST + 1)
        known = len(due) + len(bins_emptied(warehouse_id, now=now, limit=MOST + 1))
        cache.set(key, known, DUE_FOR_SECONDS)
    return known
