"""Where the units of a claim are: waiting, with the floor, in its hands, gone."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from orders.errors import NotEnoughUnits

# Order line and the level its units come from; no level for goods whose stock is not tracked.
Place = tuple[int, int | None]

_CHANGE = """
UPDATE orders_allocation a SET
    quantity = a.quantity + v.units * %(quantity)s, released = a.released + v.units * %(released)s,
    picked = a.picked + v.units * %(picked)s
FROM unnest(%(lines)s::bigint[], %(levels)s::bigint[], %(units)s::int[]) AS v (line_id, level_id, units)
WHERE a.line_id = v.line_id AND a.level_id = v.level_id AND a.picked + v.units * %(picked)s >= 0
  AND a.picked + v.units * %(picked)s <= a.released + v.units * %(released)s
  AND a.released + v.units * %(released)s <= a.quantity + v.units * %(quantity)s
"""


@dataclass(frozen=True, slots=True)
class Step:
    """What one unit's move does to the counters of its claim."""

    quantity: int = 0
    released: int = 0
    picked: int = 0


RELEASED, UNRELEASED = Step(released=1), Step(released=-1)
PICKED, UNPICKED = Step(picked=1), Step(picked=-1)
SHIPPED = Step(quantity=-1, released=-1, picked=-1)


def by_line(units: Mapping[Place, int]) -> dict[int, int]:
    """Units added up by order line."""
    sums: dict[int, int] = defaultdict(int)
    for (line_id, _), count in units.items():
        sums[line_id] += count
    return dict(sums)


def move_claims(units: Mapping[Place, int], step: Step) -> None:
    """Move units of the claims one step on; the caller holds the order's lock.

    Raises NotEnoughUnits when a claim has fewer units in that place.
    """
    tracked = [(*place, count) for place, count in sorted(units.items(), key=str) if place[1] is not None and count]
    if not tracked:
        return
    lines, levels, counts = (list(column) for column in zip(*tracked, strict=True))
    values = {"quantity": step.quantity, "released": step.released, "picked": step.picked}
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE, {**values, "lines": lines, "levels": levels, "units": counts})
        if cursor.rowcount != len(tracked):
            raise NotEnoughUnits(
                "The order no longer claims these units in this warehouse; part of it was canceled or sought"
                " elsewhere. Look at the work again."
            )
