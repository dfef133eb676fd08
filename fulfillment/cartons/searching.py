"""The last try for a box that the quick ways did not fill: look back when a choice leads nowhere.

The lowest free corner is filled first, by each kind and turn in its turn, until all is laid or ``MOST_STEPS`` are
done. Where the goods have to fill the box to the last millimeter this finds the way; it proves nothing when it
finds none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from fulfillment.cartons.filling import Load, by_volume, in_order, rests
from fulfillment.cartons.measures import Box, Item, Placed, volume_of
from fulfillment.cartons.spaces import Block, carve

MOST_STEPS = 1000
MOST_UNITS = 16


class _Search:
    """One search with its budget of steps."""

    def __init__(self, box: Box, counts: "Counter[Item]") -> None:
        self.left = dict(in_order(counts, by_volume))
        self.turns = {item: item.turns() for item in self.left}
        self.thin = {item: min(item.length, item.width, item.height) for item in self.left}
        self.inner: Block = (0, 0, 0, box.length, box.width, box.height)
        self.steps = MOST_STEPS
        self.blocks: list[Block] = []
        self.items: list[Item] = []

    def run(self, spaces: list[Block], slack: int) -> bool:
        """Whether all units left find room; ``slack`` is the volume that may stay empty."""
        if not any(self.left.values()):
            return True
        self.steps -= 1
        if self.steps <= 0 or not self._all_may_fit(spaces):
            return False
        corner = min((space[2], space[1], space[0]) for space in spaces)
        here = [space for space in spaces if (space[2], space[1], space[0]) == corner]
        for item, block, waste in self._choices(here):
            if waste <= slack and self._take(item, block, spaces, slack - waste):
                return True
        return self._leave(corner, here, spaces, slack)

    def _take(self, item: Item, block: Block, spaces: list[Block], slack: int) -> bool:
        self.left[item] -= 1
        self.blocks.append(block)
        self.items.append(item)
        least = min((self.thin[kind] for kind, units in self.left.items() if units), default=1)
        if self.run(carve(spaces, block, least), slack):
            return True
        self.left[item] += 1
        self.blocks.pop()
        self.items.pop()
        return False

    def _leave(self, corner: tuple[int, int, int], here: list[Block], spaces: list[Block], slack: int) -> bool:
        """Nothing stands in this corner: the room up to the next unit's thinnest side is lost."""
        least = min(self.thin[kind] for kind, units in self.left.items() if units)
        if slack < least * least * least:
            return False
        others = [space for space in spaces if space not in here]
        return bool(others) and self.run(others, slack - least * least * least)

    def _choices(self, here: list[Block]) -> Iterator[tuple[Item, Block, int]]:
        x, y, z, *_ = here[0]
        found = []
        for item, units in self.left.items():
            if not units:
                continue
            for turn in self.turns[item]:
                block = (x, y, z, x + turn[0], y + turn[1], z + turn[2])
                if any(_lies_in(block, space) for space in here) and (z == 0 or rests(block, self.blocks)):
                    found.append((self._lost(item, block), item, block))
        found.sort(key=lambda one: one[0])
        for lost, item, block in found:
            yield item, block, lost

    def _lost(self, item: Item, block: Block) -> int:
        """Volume between the block and the walls of the box that is too thin for any other unit."""
        least = min(
            (self.thin[kind] for kind, units in self.left.items() if units > (kind is item)), default=0
        )  # fmt: skip
        x, y, z, x2, y2, z2 = block
        _, _, _, length, width, height = self.inner
        lost = 0
        for gap, face in (
            (length - x2, (y2 - y) * (z2 - z)), (width - y2, (x2 - x) * (z2 - z)), (height - z2, (x2 - x) * (y2 - y)),
        ):  # fmt: skip
            if 0 < gap < least:
                lost += gap * face
        return lost

    def _all_may_fit(self, spaces: list[Block]) -> bool:
        sizes = [(x2 - x, y2 - y, z2 - z) for x, y, z, x2, y2, z2 in spaces]
        return all(
            any(turn[0] <= a and turn[1] <= b and turn[2] <= c for turn in self.turns[item] for a, b, c in sizes)
            for item, units in self.left.items()
            if units
        )


def search(box: Box, items: Iterable[Item]) -> tuple[Placed, ...] | None:
    """Every unit laid in this box, or None when none was found within the budget."""
    counts = Counter(items)
    attempt = _Search(box, counts)
    slack = box.volume - volume_of(counts.elements())
    if slack < 0 or counts.total() > MOST_UNITS or not attempt.run([attempt.inner], slack):
        return None
    load = Load.empty(box)
    load.blocks, load.items = attempt.blocks, attempt.items
    return load.placed()


def _lies_in(block: Block, space: Block) -> bool:
    return block[3] <= space[3] and block[4] <= space[4] and block[5] <= space[5]
