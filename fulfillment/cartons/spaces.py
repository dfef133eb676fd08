"""The room left in a box: every largest free block, overlapping one another.

A block is given by its two corners ``(x, y, z, x2, y2, z2)``. Empty maximal spaces find a place without
comparing a unit with all that lie there already.
Source: Lai & Chan, Developing a simulated annealing algorithm for the cutting stock problem, 1997.
"""

Block = tuple[int, int, int, int, int, int]


def carve(spaces: list[Block], taken: Block, least: int) -> list[Block]:
    """The free blocks once ``taken`` is full; those thinner than ``least`` would hold nothing and are left out."""
    x, y, z, x2, y2, z2 = taken
    kept: list[Block] = []
    fresh: list[Block] = []
    for space in spaces:
        a, b, c, a2, b2, c2 = space
        if x2 <= a or a2 <= x or y2 <= b or b2 <= y or z2 <= c or c2 <= z:
            kept.append(space)
            continue
        if x - a >= least:
            fresh.append((a, b, c, x, b2, c2))
        if a2 - x2 >= least:
            fresh.append((x2, b, c, a2, b2, c2))
        if y - b >= least:
            fresh.append((a, b, c, a2, y, c2))
        if b2 - y2 >= least:
            fresh.append((a, y2, c, a2, b2, c2))
        if z - c >= least:
            fresh.append((a, b, c, a2, b2, z))
        if c2 - z2 >= least:
            fresh.append((a, b, z2, a2, b2, c2))
    return kept + _largest(fresh, kept)


def _largest(fresh: list[Block], kept: list[Block]) -> list[Block]:
    """The fresh blocks that lie in no other; a kept one never lies in a fresh one, which is part of an older block."""
    found: list[Block] = []
    for index, (a, b, c, a2, b2, c2) in enumerate(fresh):
        for place, (p, q, r, p2, q2, r2) in enumerate(fresh):
            if (
                p <= a and q <= b and r <= c and a2 <= p2 and b2 <= q2 and c2 <= r2
                and place != index and (place < index or fresh[place] != fresh[index])
            ):  # fmt: skip
                break
        else:
            for p, q, r, p2, q2, r2 in kept:
                if p <= a and q <= b and r <= c and a2 <= p2 and b2 <= q2 and c2 <= r2:
                    break
            else:
                found.append(fresh[index])
    return found
