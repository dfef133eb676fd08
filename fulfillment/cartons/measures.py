"""What is packed into what: lengths in millimeters, weights in grams, volumes in cubic millimeters."""

from collections.abc import Iterable
from dataclasses import dataclass

Turn = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of unit. A length or a weight of 0 means that nobody measured it."""

    sku: str
    length: int
    width: int
    height: int
    grams: int = 0
    keep_upright: bool = False

    @property
    def is_measured(self) -> bool:
        return bool(self.length and self.width and self.height)

    @property
    def volume(self) -> int:
        return self.length * self.width * self.height

    def turns(self) -> tuple[Turn, ...]:
        """The ways it may lie, as lengths along the box: six at most, two when its height has to point up."""
        a, b, c = self.length, self.width, self.height
        ways = [(a, b, c), (b, a, c)]
        if not self.keep_upright:
            ways += [(a, c, b), (c, a, b), (b, c, a), (c, b, a)]
        return tuple(dict.fromkeys(ways))


@dataclass(frozen=True, slots=True)
class Box:
    """A box by its inner lengths. ``max_grams`` bounds the closed box, its own weight (``tare_grams``) included."""

    code: str
    length: int
    width: int
    height: int
    tare_grams: int
    max_grams: int

    @property
    def volume(self) -> int:
        return self.length * self.width * self.height

    @property
    def room_grams(self) -> int:
        """The weight of goods it carries."""
        return self.max_grams - self.tare_grams

    def holds(self, item: Item) -> bool:
        """Whether one unit alone fits; what nobody measured is asked for its weight alone."""
        if item.grams > self.room_grams:
            return False
        if not item.is_measured:
            return True
        return any(a <= self.length and b <= self.width and c <= self.height for a, b, c in item.turns())


@dataclass(frozen=True, slots=True)
class Placed:
    """One unit in a box: its corner nearest the box's own corner, and its lengths as it lies."""

    item: Item
    x: int
    y: int
    z: int
    length: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Carton:
    """A box with what goes into it, in the order of placing; ``loose`` units have a weight but no place."""

    box: Box
    placed: tuple[Placed, ...]
    loose: tuple[Item, ...] = ()

    @property
    def units(self) -> tuple[Item, ...]:
        return (*(one.item for one in self.placed), *self.loose)

    @property
    def grams(self) -> int:
        """The weight of the closed box, its own included."""
        return self.box.tare_grams + sum(item.grams for item in self.units)

    @property
    def fill_percent(self) -> int:
        """The part of the box that measured goods take, rounded down."""
        return volume_of(one.item for one in self.placed) * 100 // self.box.volume


def volume_of(items: Iterable[Item]) -> int:
    return sum(item.volume for item in items)


def grams_of(items: Iterable[Item]) -> int:
    return sum(item.grams for item in items)
