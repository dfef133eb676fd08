"""Goods come another day: tell those who wait what we can promise now."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import F
from django.utils import timezone

from core.actors import SYSTEM
from core.events import Fact
from core.service import service
from orders.locks import levels_for_update, lock_lines, lock_order
from orders.models import Backorder, PromiseCause
from orders.services.promising import backorder_promise, supplies_expected
from orders.services.saving import Changes, save_lines, save_order
from orders.services.slipping import latest_promise, move_promise

ORDERS_PER_RUN = 50
# (order, units that wait up to and including its own)
Place = tuple[int, int]

# The order's own units are the last of its place, on every level it waits at.
_POSITIONS = """
SELECT own.level_id, sum(b.quantity)::int
FROM (
    SELECT w.level_id, max(coalesce(l.promise_on, 'infinity'::date)) AS promise_on, o.placed_at, o.id AS order_id
    FROM orders_backorder w JOIN orders_orderline l ON l.id = w.line_id JOIN orders_order o ON o.id = l.order_id
    WHERE l.order_id = %s AND w.level_id = ANY(%s) AND w.quantity > 0 GROUP BY w.level_id, o.placed_at, o.id
) own
JOIN orders_backorder b ON b.level_id = own.level_id AND b.quantity > 0
JOIN orders_orderline l ON l.id = b.line_id
JOIN orders_order o ON o.id = l.order_id
WHERE (coalesce(l.promise_on, 'infinity'::date), o.placed_at, o.id) <= (own.promise_on, own.placed_at, own.order_id)
GROUP BY own.level_id
"""


def places_in_queue(*, level_id: int) -> list[Place]:
    """Everybody's place in the level's queue as it stands: first promised, first served; one query.

    New promises change that order, so the places are taken once, before the first of them is made.
    """
    waiting = Backorder.objects.filter(level_id=level_id, quantity__gt=0).order_by(
        F("line__promise_on").asc(nulls_last=True), "line__order__placed_at", "line__order_id"
    )
    position, last_of = 0, {}
    for order_id, units in waiting.values_list("line__order_id", "quantity"):
        position += units
        last_of[order_id] = position
    return list(last_of.items())


def repromise_places(*, level_id: int, places: Iterable[Sequence[int]], now: datetime | None = None) -> int:
    """New promises for those places of the level's queue; tells how many orders got another day.

    One order is one transaction; a repeat finds nothing to change.
    """
    now = now or timezone.now()
    return sum(
        repromise_order(order_id=order_id, level_id=level_id, position=place, now=now) for order_id, place in places
    )


def repromise_backorders(*, level_id: int, now: datetime | None = None) -> int:
    """New promises for the level's whole queue; a worker takes it in runs (``orders/tasks.py``)."""
    return repromise_places(level_id=level_id, places=places_in_queue(level_id=level_id), now=now)


@service
def repromise_order(*, order_id: int, level_id: int, position: int, now: datetime) -> bool:
    """Promise the order's owed units of the level anew; true when a day changed.

    ``position`` counts the units that wait up to and including the order's own. A line that waits at
    other levels as well is promised for the day on which the last of its units can be there.
    """
    order = lock_order(order_id)
    lines = lock_lines(order)
    waits_at = _waits_at(lines, level_id)
    levels = levels_for_update({where for places in waits_at.values() for where in places})
    positions = {**_positions(order_id, levels), level_id: position}
    expected = supplies_expected({level.sku_id for level in levels.values()})
    facts: list[Fact] = []
    changes: Changes = {}
    for line_id, places in waits_at.items():
        line = lines[line_id]
        promise = max(
            backorder_promise(order, line, levels[where], position=positions[where], expected=expected, now=now)
            for where in places
        )
        if promise != line.promise_on:
            changes[f"line {line.position} promise_on"] = [line.promise_on, promise]
            facts.append(move_promise(order, line, promise, cause=PromiseCause.SUPPLY_LATE))
    if not facts:
        return False
    save_lines(lines.values())
    order.promised_on = latest_promise(lines.values())
    save_order(order, list(lines.values()), fields=["promised_on"], facts=facts, actor=SYSTEM, changes=changes)
    return True


def _waits_at(line_ids: Iterable[int], level_id: int) -> dict[int, list[int]]:
    """Lines that wait at the level, each with every level it waits at; the order's lock keeps them as they are."""
    waits_at: dict[int, list[int]] = {}
    owed = Backorder.objects.filter(line_id__in=line_ids, quantity__gt=0).order_by("line_id", "level_id")
    for line_id, where in owed.values_list("line_id", "level_id"):
        waits_at.setdefault(line_id, []).append(where)
    return {line_id: places for line_id, places in waits_at.items() if level_id in places}


def _positions(order_id: int, level_ids: Iterable[int]) -> dict[int, int]:
    """By level where the order waits: the units up to and including its own."""
    with connection.cursor() as cursor:
        cursor.execute(_POSITIONS, [order_id, list(level_ids)])
        return dict(cursor.fetchall())
