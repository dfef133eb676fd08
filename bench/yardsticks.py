"""What a choice of cartons is held against: a plain first fit above, what no choice can go below."""

from collections.abc import Sequence
from dataclasses import dataclass

from fulfillment.cartons.measures import Box, Item, grams_of, volume_of


@dataclass
class Shelves:
    """A box filled row after row and layer after layer, the last row alone being looked at."""

    box: Box
    grams: int = 0
    x: int = 0
    y: int = 0
    z: int = 0
    row: int = 0
    layer: int = 0

    def take(self, item: Item) -> bool:
        """Whether one more unit found room."""
        turn = next((t for t in item.turns() if all(a <= b for a, b in zip(t, self.inner, strict=True))), None)
        if turn is None or self.grams + item.grams > self.box.room_grams:
            return False
        length, width, height = turn
        x, y, z, row, layer = self.x, self.y, self.z, self.row, self.layer
        if x + length > self.box.length:
            x, y, row = 0, y + row, 0
        if y + width > self.box.width:
            x, y, z, row, layer = 0, 0, z + layer, 0, 0
        if x + length > self.box.length or z + height > self.box.height:
            return False
        self.x, self.y, self.z, self.row, self.layer = x + length, y, z, max(row, width), max(layer, height)
        self.grams += item.grams
        return True

    @property
    def inner(self) -> tuple[int, int, int]:
        return self.box.length, self.box.width, self.box.height


def plain_first_fit(items: Sequence[Item], boxes: Sequence[Box]) -> list[Box]:
    """The boxes of a first fit decreasing on shelves: the smallest one that takes all, else large ones."""
    units = sorted(items, key=lambda item: -item.volume)
    by_size = sorted(boxes, key=lambda box: box.volume)
    for box in by_size:
        shelves = Shelves(box)
        if all(shelves.take(item) for item in units):
            return [box]
    used: list[Shelves] = []
    for item in units:
        if not any(one.take(item) for one in used):
            used.append(Shelves(next(box for box in reversed(by_size) if box.holds(item))))
            used[-1].take(item)
    return [one.box for one in used]


def least_cartons(items: Sequence[Item], boxes: Sequence[Box]) -> int:
    """A number of cartons that nothing goes below, by volume, by weight and by what fits into no box together."""
    if _single(items, boxes):
        return 1
    by_volume = -(-volume_of(items) // max(box.volume for box in boxes))
    by_weight = -(-grams_of(items) // max(box.room_grams for box in boxes))
    return max(2, by_volume, by_weight)


def least_volume(items: Sequence[Item], boxes: Sequence[Box], cartons: int) -> int:
    """Volume of so many boxes that nothing goes below: room for the volume of all, and for each unit by itself."""
    if cartons == 1:
        return min(box.volume for box in _single(items, boxes))
    alone = [min(box.volume for box in boxes if box.holds(item)) for item in set(items)]
    others = (cartons - 1) * min(box.volume for box in boxes)
    return max(volume_of(items), max(alone) + others)


def _single(items: Sequence[Item], boxes: Sequence[Box]) -> list[Box]:
    """Boxes that may take all, as far as volume, weight and every unit by itself can tell."""
    volume, grams, kinds = volume_of(items), grams_of(items), set(items)
    return [
        box
        for box in boxes
        if box.volume >= volume and box.room_grams >= grams and all(box.holds(item) for item in kinds)
    ]
