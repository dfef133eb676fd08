"""Goods and boxes to measure cartons with: seeded, so that every run sees the same."""

from random import Random

from fulfillment.cartons.measures import Box, Item

BOXES = tuple(
    Box(code, *inner, tare_grams=tare, max_grams=limit)
    for code, inner, tare, limit in (
        ("letter", (350, 250, 50), 30, 1_000),
        ("book", (240, 180, 100), 70, 3_000),
        ("small", (300, 220, 120), 120, 5_000),
        ("cube", (250, 250, 250), 180, 8_000),
        ("tall", (200, 200, 400), 190, 8_000),
        ("medium", (420, 320, 220), 260, 12_000),
        ("wide", (500, 350, 300), 380, 20_000),
        ("long", (800, 180, 150), 300, 10_000),
        ("large", (600, 400, 400), 480, 30_000),
    )
)
NARROWEST_CUT_MM = 40


def an_order(random: Random, units: int, *, longest_mm: int = 200) -> list[Item]:
    """Units of one order: some kinds more than once, one kind in five upright, about half as dense as water."""
    items: list[Item] = []
    while len(items) < units:
        sides = [
            random.randint(20, longest_mm),
            random.randint(15, longest_mm * 2 // 3),
            random.randint(10, longest_mm // 2),
        ]
        random.shuffle(sides)
        length, width, height = sides
        grams = max(20, length * width * height * random.randint(200, 800) // 1_000_000)
        item = Item(f"S{len(items)}", length, width, height, grams, keep_upright=random.random() < 0.2)
        items += [item] * min(random.choice((1, 1, 1, 2, 3)), units - len(items))
    return items


def cut_to_pieces(random: Random, box: Box, pieces: int, *, keep_upright: bool = False) -> list[Item]:
    """A box cut into pieces from wall to wall, so that they are known to fit; turned, unless kept upright."""
    parts = [[box.length, box.width, box.height]]
    while len(parts) < pieces:
        parts.sort(key=lambda part: -part[0] * part[1] * part[2])
        part, axis = parts[random.randrange(min(3, len(parts)))], random.randrange(3)
        if part[axis] < NARROWEST_CUT_MM:
            continue
        at = random.randint(part[axis] * 3 // 10, part[axis] * 7 // 10)
        rest = list(part)
        rest[axis] -= at
        part[axis] = at
        parts.append(rest)
    if not keep_upright:
        for part in parts:
            random.shuffle(part)
    return [
        Item(f"P{number}", length, width, height, 100, keep_upright)
        for number, (length, width, height) in enumerate(parts)
    ]
