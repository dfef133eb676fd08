"""The one place that writes levels, bins and movements, always together and in sets.

Every function here expects the levels locked by the caller (``inventory.locks``); bins and
movements of a level are written only under that lock, so sums always agree.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from core.actors import Actor
from core.events import Publication, publish_many
from inventory.errors import NotEnoughUnits
from inventory.events import StockFellShort
from inventory.models import StockLevel

_TAKE = """
UPDATE inventory_binstock b SET quantity = b.quantity - v.quantity
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::int[]) AS v (sku_id, location_id, lot, quantity)
WHERE b.sku_id = v.sku_id AND b.location_id = v.location_id AND b.lot = v.lot AND b.quantity >= v.quantity
"""
_PUT = """
INSERT INTO inventory_binstock (sku_id, location_id, lot, quantity)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::int[])
ON CONFLICT (sku_id, location_id, lot) DO UPDATE SET quantity = inventory_binstock.quantity + excluded.quantity
"""
_MOVE = """
INSERT INTO inventory_stockmovement (level_id, location_id, lot, kind, quantity, cause_kind, cause_reference, actor)
SELECT v.level_id, v.location_id, v.lot, v.kind, v.quantity, %s, %s, %s
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::int[])
     WITH ORDINALITY AS v (level_id, location_id, lot, kind, quantity, nr) ORDER BY v.nr
"""
_LEVELS = """
UPDATE inventory_stocklevel l SET
    on_hand = l.on_hand + v.on_hand, unavailable = l.unavailable + v.unavailable,
    allocated = l.allocated + v.allocated, reserved = l.reserved + v.reserved,
    shortfall = greatest(0, l.allocated + v.allocated + l.unavailable + v.unavailable - l.on_hand - v.on_hand),
    shortfall_since = CASE
        WHEN l.allocated + v.allocated + l.unavailable + v.unavailable > l.on_hand + v.on_hand
        THEN coalesce(l.shortfall_since, now()) END
FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[])
     AS v (id, on_hand, unavailable, allocated, reserved)
WHERE l.id = v.id
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """Units that came to (positive) or left (negative) one place, as one movement row tells it."""

    level: StockLevel
    location_id: int
    lot: str
    kind: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Cause:
    """Why: named by kind and reference, because it may live on an upper floor."""

    kind: str
    reference: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changes on one level's counters, all signed."""

    on_hand: int = 0
    unavailable: int = 0
    allocated: int = 0
    reserved: int = 0


def write_entries(entries: Sequence[Entry], *, cause: Cause, actor: Actor) -> None:
    """Bring bins up to date and append the movements: at most three statements.

    Raises NotEnoughUnits when a bin has fewer units than are to leave it.
    """
    sums: dict[tuple[int, int, str], int] = defaultdict(int)
    for entry in entries:
        sums[entry.level.sku_id, entry.location_id, entry.lot] += entry.quantity
    takes = sorted((*place, -quantity) for place, quantity in sums.items() if quantity < 0)
    puts = sorted((*place, quantity) for place, quantity in sums.items() if quantity > 0)
    with connection.cursor() as cursor:
        if takes:
            cursor.execute(_TAKE, [list(column) for column in zip(*takes, strict=True)])
            if cursor.rowcount != len(takes):
                raise NotEnoughUnits("A bin has fewer units than were to be taken from it. Count it.")
        if puts:
            cursor.execute(_PUT, [list(column) for column in zip(*puts, strict=True)])
        if entries:
            rows = [(e.level.pk, e.location_id, e.lot, str(e.kind), e.quantity) for e in entries]
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(_MOVE, [cause.kind, cause.reference[:64], actor.label, *columns])


def change_levels(levels: Mapping[int, StockLevel], changes: Mapping[int, Change], *, actor: Actor) -> None:
    """Change the counters of locked levels in one statement and tell of shortfalls that grew.

    The truth can always be recorded: claims above what is there become a shortfall. Raises
    NotEnoughUnits when fewer units were set aside than are to come back.
    """
    short = [level_id for level_id, change in changes.items() if _apply(levels[level_id], change)]
    if changes:
        rows = [(key, c.on_hand, c.unavailable, c.allocated, c.reserved) for key, c in sorted(changes.items())]
        with connection.cursor() as cursor:
            cursor.execute(_LEVELS, [list(column) for column in zip(*rows, strict=True)])
    publish_many(Publication(fact=StockFellShort(level_id=level_id), actor=actor) for level_id in sorted(short))


def _apply(level: StockLevel, change: Change) -> bool:
    """Follow the change in memory; True when the shortfall grew."""
    before = level.shortfall
    level.on_hand += change.on_hand
    level.unavailable += change.unavailable
    level.allocated += change.allocated
    level.reserved += change.reserved
    level.shortfall = max(0, level.allocated + level.unavailable - level.on_hand)
    for name in ("on_hand", "unavailable", "allocated", "reserved"):
        if getattr(level, name) < 0:
            raise NotEnoughUnits(
                f"Only {getattr(level, name) - getattr(change, name)} units are {name.replace('_', ' ')} there.",
                level_id=level.pk,
                wanted=-getattr(change, name),
                found=getattr(level, name) - getattr(change, name),
            )
    return level.shortfall > before


def sum_changes(changes: Iterable[tuple[int, Change]]) -> dict[int, Change]:
    """Changes of the same level added up."""
    sums: dict[int, Change] = {}
    for level_id, change in changes:
        old = sums.get(level_id, Change())
        sums[level_id] = Change(
            old.on_hand + change.on_hand, old.unavailable + change.unavailable, old.allocated + change.allocated,
            old.reserved + change.reserved,
        )  # fmt: skip
    return sums
