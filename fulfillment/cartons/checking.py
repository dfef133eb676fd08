"""Judge an arrangement from its numbers alone; shares no line with what made it."""

from collections import Counter
from collections.abc import Iterable
from itertools import combinations

from fulfillment.cartons.measures import Carton, Item, Placed


def faults_of(carton: Carton) -> list[str]:
    """Every reason why these units cannot lie so in this box; empty when they can."""
    found = []
    for one in carton.placed:
        found += [f"{one.item.sku} {fault}" for fault in _faults_of_one(one, carton)]
    for one, other in combinations(carton.placed, 2):
        if (
            _common(one.x, one.length, other.x, other.length)
            * _common(one.y, one.width, other.y, other.width)
            * _common(one.z, one.height, other.z, other.height)
        ):
            found.append(f"{one.item.sku} and {other.item.sku} overlap")
    weight = carton.box.tare_grams + sum(item.grams for item in carton.units)
    if weight > carton.box.max_grams:
        found.append(f"{weight} g is more than {carton.box.max_grams} g")
    return found


def missing_from(cartons: Iterable[Carton], items: Iterable[Item]) -> dict[Item, int]:
    """Units that were asked for and are in no carton (above 0) or are in one too often (below 0)."""
    difference = Counter(items)
    for carton in cartons:
        difference.subtract(carton.units)
    return {item: units for item, units in difference.items() if units}


def _faults_of_one(one: Placed, carton: Carton) -> list[str]:
    found = []
    box, item = carton.box, one.item
    ends = (box.length - one.x - one.length, box.width - one.y - one.width, box.height - one.z - one.height)
    if min(one.x, one.y, one.z, *ends) < 0:
        found.append("sticks out of the box")
    if sorted((one.length, one.width, one.height)) != sorted((item.length, item.width, item.height)):
        found.append("has other lengths than it was measured with")
    if item.keep_upright and one.height != item.height:
        found.append("does not stand upright")
    if 2 * _carried(one, carton.placed) < one.length * one.width:
        found.append("hangs in the air")
    return found


def _carried(one: Placed, placed: Iterable[Placed]) -> int:
    """Square millimeters of the underside that rest on the floor or on another unit's top."""
    if one.z == 0:
        return one.length * one.width
    return sum(
        _common(one.x, one.length, other.x, other.length) * _common(one.y, one.width, other.y, other.width)
        for other in placed
        if other.z + other.height == one.z
    )


def _common(start: int, length: int, other: int, other_length: int) -> int:
    """Millimeters that two stretches have in common."""
    return max(0, min(start + length, other + other_length) - max(start, other))
