"""A carton drawn level by level from above, numbered in the order of placing; lengths stay millimeters."""

from collections.abc import Sequence
from dataclasses import dataclass

from fulfillment.cartons.measures import Carton, Item, Placed

# More would be too small to read on a phone.
MOST_DRAWN = 60
# A number on a unit thinner than this would cover its neighbors.
LEAST_NUMBERED_MM = 12


@dataclass(frozen=True)
class Shape:
    """One unit from above; ``number`` is empty for what stands on a lower level and reaches through this one."""

    number: str
    x: int
    y: int
    length: int
    width: int
    middle_x: int
    middle_y: int
    text_mm: int


@dataclass(frozen=True)
class Step:
    """Units placed one after the other that lie alike."""

    numbers: str
    sku: str
    pose: str


@dataclass(frozen=True)
class Level:
    """What is laid at one height above the floor of the box."""

    height_mm: int
    shapes: tuple[Shape, ...]
    steps: tuple[Step, ...]


def levels_of(carton: Carton) -> list[Level]:
    """From the floor up; empty when nothing has a place or there is too much to draw."""
    if not carton.placed or len(carton.placed) > MOST_DRAWN:
        return []
    numbered = list(enumerate(carton.placed, start=1))
    return [_level(height, numbered, carton) for height in sorted({one.z for one in carton.placed})]


def _level(height: int, numbered: Sequence[tuple[int, Placed]], carton: Carton) -> Level:
    through = [_shape("", one, carton) for _, one in numbered if one.z < height < one.z + one.height]
    laid = [(number, one) for number, one in numbered if one.z == height]
    return Level(height, (*through, *(_shape(str(number), one, carton) for number, one in laid)), tuple(_steps(laid)))


def _shape(number: str, one: Placed, carton: Carton) -> Shape:
    """Text large enough to read in a small drawing, and no larger than the unit."""
    readable = max(carton.box.length, carton.box.width) // 10
    return Shape(
        number, one.x, one.y, one.length, one.width, one.x + one.length // 2, one.y + one.width // 2,
        text_mm=max(LEAST_NUMBERED_MM, min(readable, one.length, one.width)),
    )  # fmt: skip


def _steps(laid: Sequence[tuple[int, Placed]]) -> list[Step]:
    steps: list[Step] = []
    start = 0
    for place, (_, one) in enumerate(laid):
        is_last = place + 1 == len(laid) or _look(laid[place + 1][1]) != _look(one)
        if is_last:
            first, last = laid[start][0], laid[place][0]
            steps.append(Step(str(first) if first == last else f"{first}–{last}", one.item.sku, pose_of(one)))
            start = place + 1
    return steps


def _look(one: Placed) -> tuple[Item, str]:
    return one.item, pose_of(one)


def pose_of(one: Placed) -> str:
    """Which of its measured lengths points up, in a word."""
    if one.height == one.item.height:
        return "upright"
    return "on its side" if one.height == min(one.item.length, one.item.width) else "on its end"
