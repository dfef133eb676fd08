"""What was reserved for an order before it was placed: its own units, ahead of any queue."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from orders.services.sourcing import OpenLevel
from orders.services.wishes import Wish

_HELD = """
SELECT token, level_id, quantity FROM inventory_reservation
WHERE token = ANY(%s) AND level_id = ANY(%s) AND ended_at IS NULL ORDER BY id
"""
_USE = """
UPDATE inventory_reservation r SET ended_at = %s, ending = 'used'
FROM unnest(%s::text[], %s::bigint[]) AS v (token, level_id)
WHERE r.token = v.token AND r.level_id = v.level_id AND r.ended_at IS NULL
"""


def held_for(wishes: Sequence[Wish], levels: Mapping[tuple[int, int], OpenLevel]) -> dict[int, dict[int, int]]:
    """Units by order and locked level that its token holds of its own SKUs; no statement without a token.

    Two orders that name one token: the first has the goods.
    """
    wanting: dict[str, Wish] = {}
    for wish in wishes:
        if wish.reservation:
            wanting.setdefault(wish.reservation, wish)
    if not wanting or not levels:
        return {}
    sku_of = {level.id: level.sku_id for level in levels.values()}
    held: dict[int, dict[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [list(wanting), sorted(sku_of)])
        for token, level_id, units in cursor.fetchall():
            wish = wanting[token]
            if any(line.sku_id == sku_of[level_id] for line in wish.lines):
                held.setdefault(wish.order_id, {})[level_id] = units
    return held


def use_reservations(wishes: Sequence[Wish], held: Mapping[int, Mapping[int, int]], *, now: datetime) -> None:
    """End the reservations whose units went to their orders; the levels' counters fell with the allocation."""
    used = [(wish.reservation, level_id) for wish in wishes for level_id in held.get(wish.order_id, ())]
    if used:
        with connection.cursor() as cursor:
            cursor.execute(_USE, [now, [token for token, _ in used], [level_id for _, level_id in used]])
