"""Which cartons some goods travel in: one box when it can be, else as few as possible, then as small as possible."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fulfillment.cartons.filling import WAYS, Rule, Score, arrange, fill, in_order
from fulfillment.cartons.measures import Box, Carton, Item, Placed, grams_of, volume_of
from fulfillment.cartons.searching import search

# Above this many units in one wish places are not worth their time: volume and weight decide.
MOST_PLACED = 120
# Of a box's volume, where no unit is given a place: goods never fill it to the last corner.
USABLE_PERCENT = 80
# Below this fill looking back found no smaller box in thousands of orders, and took five times as long as the rest.
WORTH_SEARCHING_PERCENT = 95

Counts = tuple[tuple[Item, int], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer for some goods.

    ``own`` units are too large or too heavy for every box and ship as they are; ``unknown`` ones have neither
    lengths nor a weight, so nothing can be said of them.
    """

    cartons: tuple[Carton, ...]
    own: tuple[Item, ...] = ()
    unknown: tuple[Item, ...] = ()

    @property
    def volume(self) -> int:
        return sum(carton.box.volume for carton in self.cartons)


def plan_for(items: Iterable[Item], boxes: Iterable[Box]) -> Plan:
    """The cartons for these units; the same units and boxes in any order give the same answer."""
    counts = tuple(sorted(Counter(items).items(), key=lambda kind: (kind[0].sku, repr(kind[0]))))
    return _plan(counts, tuple(sorted(boxes, key=lambda box: (box.volume, box.max_grams, box.code))))


@lru_cache(maxsize=1024)
def _plan(counts: Counts, boxes: tuple[Box, ...]) -> Plan:
    units = [item for item, count in counts for _ in range(count)]
    unknown = [item for item in units if not item.is_measured and not item.grams]
    known = [item for item in units if item.is_measured or item.grams]
    own = [item for item in known if not any(box.holds(item) for box in boxes)]
    rest = [item for item in known if any(box.holds(item) for box in boxes)]
    single = _one_carton(rest, boxes) if rest else None
    cartons = [single] if single else _several(rest, boxes)
    return Plan(tuple(cartons), tuple(own), tuple(unknown))


def _one_carton(items: Sequence[Item], boxes: Iterable[Box]) -> Carton | None:
    """The smallest box that takes all of it."""
    solid = [item for item in items if item.is_measured]
    volume, grams = volume_of(solid), grams_of(items)
    kinds = set(items)
    for box in boxes:
        if volume > box.volume or grams > box.room_grams or not all(box.holds(item) for item in kinds):
            continue
        if len(solid) > MOST_PLACED:
            if volume * 100 <= box.volume * USABLE_PERCENT:
                return Carton(box, (), tuple(items))
            continue
        placed = _arrangement(box, solid, volume)
        if placed is not None:
            return Carton(box, placed, tuple(item for item in items if not item.is_measured))
    return None


def _arrangement(box: Box, solid: Sequence[Item], volume: int) -> tuple[Placed, ...] | None:
    placed = arrange(box, solid)
    if placed is None and volume * 100 >= box.volume * WORTH_SEARCHING_PERCENT:
        placed = search(box, solid)
    return placed


def _several(items: Sequence[Item], boxes: Sequence[Box]) -> list[Carton]:
    """The best of some ways to divide: fewest cartons, then least volume."""
    if not items:
        return []
    ways = [_divide(items, boxes, order, rule) for order, rule in WAYS[:3]]
    return min(ways, key=lambda cartons: (len(cartons), sum(carton.box.volume for carton in cartons)))


def _divide(items: Sequence[Item], boxes: Sequence[Box], order: Callable[[Item], Score], rule: Rule) -> list[Carton]:
    """Fill the box that takes most, again and again, until one box takes the rest; then none larger than needed."""
    left = Counter(items)
    cartons: list[Carton] = []
    while left:
        rest = list(left.elements())
        last = _one_carton(rest, boxes)
        if last is not None:
            return [*cartons, last]
        full = max((_filled(box, left, order, rule) for box in boxes), key=_taken)
        packed = _one_carton(full.units, boxes) or _as_much_as_lies_in(full, order, rule)
        times = _times_alike(packed, left)
        cartons += [packed] * times
        left -= Counter({item: units * times for item, units in Counter(packed.units).items()})
        # Without this a box that takes nothing would be filled for ever.
        assert left.total() < len(rest), f"no box took any of {len(rest)} units"
    return cartons


def _times_alike(packed: Carton, left: "Counter[Item]") -> int:
    """How many cartons of a very large wish are packed just so at once; its last ones are divided for themselves."""
    if left.total() <= MOST_PLACED:
        return 1
    return max(1, min(left[item] // units for item, units in Counter(packed.units).items()) - 1)


def _taken(carton: Carton) -> tuple[int, int, int]:
    """Volume, weight and number of what is in it."""
    return volume_of(carton.units), grams_of(carton.units), len(carton.units)


def _filled(box: Box, left: "Counter[Item]", order: Callable[[Item], Score], rule: Rule) -> Carton:
    """As much of what is left as this box takes: measured goods first, the others by their weight."""
    kinds = [(item, units) for item, units in in_order(left, order) if box.holds(item)]
    solid = [(item, units) for item, units in kinds if item.is_measured]
    if sum(units for _, units in solid) > MOST_PLACED:
        by_volume = _by_weight(kinds, box.room_grams, box.volume * USABLE_PERCENT // 100)
        if by_volume:
            return Carton(box, (), by_volume)
    return _laid(box, kinds, rule)


def _as_much_as_lies_in(full: Carton, order: Callable[[Item], Score], rule: Rule) -> Carton:
    """The carton itself, or, where volume alone let in what finds no room side by side, what does find room."""
    if full.placed or not any(item.is_measured for item in full.loose):
        return full
    return _laid(full.box, in_order(Counter(full.loose), order), rule)


def _laid(box: Box, kinds: Sequence[tuple[Item, int]], rule: Rule) -> Carton:
    """Measured goods laid in their places, ``MOST_PLACED`` at most; then the others by their weight."""
    room, solid = MOST_PLACED, []
    for item, units in kinds:
        if item.is_measured and room:
            solid.append((item, min(units, room)))
            room -= solid[-1][1]
    load = fill(box, solid, rule)
    loose = [(item, units) for item, units in kinds if not item.is_measured]
    return Carton(box, load.placed(), _by_weight(loose, load.room_grams, 0))


def _by_weight(kinds: Iterable[tuple[Item, int]], room_grams: int, room: int) -> tuple[Item, ...]:
    """Units that weight and volume alone let in; what is not measured has no volume."""
    taken: list[Item] = []
    for item, units in kinds:
        fitting = min(
            units,
            room_grams // item.grams if item.grams else units,
            room // item.volume if item.volume else units,
        )
        taken += [item] * fitting
        room_grams -= fitting * item.grams
        room -= fitting * item.volume
    return tuple(taken)
