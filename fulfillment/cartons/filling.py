"""Arrange units in one box: largest first into the free blocks, by several orders and rules, the same way each time.

Nothing is laid on air: at least half of a unit's underside rests on the floor or on other units.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from fulfillment.cartons.measures import Box, Item, Placed, Turn
from fulfillment.cartons.spaces import Block, carve

Score = tuple[int, ...]
Rule = Callable[[Block, Turn, Box], Score]
Kind = tuple[Item, int]

LEAST_SUPPORT_PERCENT = 50


@dataclass(slots=True)
class Load:
    """A box being filled: what lies in it, the free blocks, and the weight it may still take."""

    box: Box
    room_grams: int
    spaces: list[Block]
    blocks: list[Block] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    @classmethod
    def empty(cls, box: Box) -> "Load":
        return cls(box, box.room_grams, [(0, 0, 0, box.length, box.width, box.height)])

    def put(self, item: Item, block: Block, least: int) -> None:
        self.items.append(item)
        self.blocks.append(block)
        self.room_grams -= item.grams
        self.spaces = carve(self.spaces, block, least)

    def placed(self) -> tuple[Placed, ...]:
        """From the floor up, the far corner first: whatever carries a unit is laid before it."""
        together = sorted(zip(self.blocks, self.items, strict=True), key=lambda one: (one[0][2], one[0][1], one[0][0]))
        return tuple(
            Placed(item, x, y, z, x2 - x, y2 - y, z2 - z) for (x, y, z, x2, y2, z2), item in together
        )  # fmt: skip


def low(space: Block, turn: Turn, box: Box) -> Score:
    """Lowest top first, then the corner nearest the origin: layers grow from the floor."""
    x, y, z, *_ = space
    return (z + turn[2], z, y, x, -turn[0])


def snug(space: Block, turn: Turn, box: Box) -> Score:
    """The block that is left with the thinnest rests."""
    x, y, z, x2, y2, z2 = space
    rests = sorted((x2 - x - turn[0], y2 - y - turn[1], z2 - z - turn[2]))
    return (*rests, z, y, x)


def deep(space: Block, turn: Turn, box: Box) -> Score:
    """The corner farthest from the box's opposite one.

    Source: Goncalves & Resende, A biased random key genetic algorithm for 2D and 3D bin packing problems, 2013.
    """
    x, y, z, *_ = space
    length, width, height = box.length - x - turn[0], box.width - y - turn[1], box.height - z - turn[2]
    return (-length * length - width * width - height * height, z, y, x)


def by_volume(item: Item) -> Score:
    return (-item.volume, -max(item.length, item.width, item.height))


def by_length(item: Item) -> Score:
    return (-max(item.length, item.width, item.height), -item.volume)


def by_face(item: Item) -> Score:
    small, middle, large = sorted((item.length, item.width, item.height))
    return (-middle * large, -small)


WAYS: tuple[tuple[Callable[[Item], Score], Rule], ...] = (
    (by_face, low), (by_volume, deep), (by_length, snug), (by_volume, snug), (by_face, deep), (by_length, low),
)  # fmt: skip


def fill(box: Box, kinds: Sequence[Kind], rule: Rule) -> Load:
    """As many units as fit, kind after kind as given; what does not fit is passed over."""
    load = Load.empty(box)
    for (item, units), least in zip(kinds, _thinnest_from(kinds), strict=True):
        _lay(load, item, units, rule, least)
    return load


def arrange(box: Box, items: Iterable[Item]) -> tuple[Placed, ...] | None:
    """Every unit laid in this box, or None when none of the ways finds room for all."""
    counts = Counter(items)
    for order, rule in WAYS:
        load = _fill_with_all(box, in_order(counts, order), rule)
        if load is not None:
            return load.placed()
    return None


def _fill_with_all(box: Box, kinds: Sequence[Kind], rule: Rule) -> Load | None:
    load = Load.empty(box)
    for (item, units), least in zip(kinds, _thinnest_from(kinds), strict=True):
        if _lay(load, item, units, rule, least) < units:
            return None
    return load


def _lay(load: Load, item: Item, units: int, rule: Rule, least: int) -> int:
    """Units of this kind that found a place."""
    turns = item.turns()
    for laid in range(units):
        block = _place_for(turns, load, rule) if item.grams <= load.room_grams else None
        if block is None:
            return laid
        load.put(item, block, least)
    return units


def in_order(counts: "Counter[Item]", order: Callable[[Item], Score]) -> list[Kind]:
    """Kinds with their units, sorted; equal ones by their code, so that the answer is always the same."""
    return sorted(counts.items(), key=lambda kind: (order(kind[0]), kind[0].sku))


def _thinnest_from(kinds: Sequence[Kind]) -> list[int]:
    """For each place in the list the smallest length of that kind and all after it."""
    thinnest: list[int] = []
    least = 0
    for item, _ in reversed(kinds):
        own = min(item.length, item.width, item.height)
        least = min(least, own) if least else own
        thinnest.append(least)
    return thinnest[::-1]


def _place_for(turns: Sequence[Turn], load: Load, rule: Rule) -> Block | None:
    best: Score | None = None
    found: Block | None = None
    for space in load.spaces:
        x, y, z, x2, y2, z2 = space
        for turn in turns:
            length, width, height = turn
            if length > x2 - x or width > y2 - y or height > z2 - z:
                continue
            score = rule(space, turn, load.box)
            if best is not None and score >= best:
                continue
            block = (x, y, z, x + length, y + width, z + height)
            if z == 0 or rests(block, load.blocks):
                best, found = score, block
    return found


def rests(block: Block, others: Sequence[Block]) -> bool:
    """Whether enough of the block's underside lies on the tops of others."""
    x, y, z, x2, y2, _ = block
    needed = (x2 - x) * (y2 - y) * LEAST_SUPPORT_PERCENT
    for a, b, _, a2, b2, top in others:
        if top == z and a < x2 and x < a2 and b < y2 and y < b2:
            needed -= (min(x2, a2) - max(x, a)) * (min(y2, b2) - max(y, b)) * 100
            if needed <= 0:
                return True
    return False
