"""Which claims of an order may go to the floor: of kits, only whole ones."""

from collections import defaultdict
from collections.abc import Mapping

from orders.models import OrderLine

Claim = tuple[int, int | None]  # order line, stock level (none: stock is not tracked)


def in_whole_kits(
    claims: Mapping[Claim, int], lines: Mapping[int, OrderLine], covered: Mapping[Claim, int]
) -> dict[Claim, int]:
    """The claims without those units of kits whose other components still wait; no query.

    What the floor has work for already, ``covered``, counts first.
    """
    left = _units_in_kits(lines)
    whole: dict[Claim, int] = {}
    for claim in sorted(claims, key=lambda one: (-covered.get(one, 0), one[1] or 0)):
        units = min(claims[claim], left.get(claim[0], claims[claim]))
        if claim[0] in left:
            left[claim[0]] -= units
        if units:
            whole[claim] = units
    return whole


def _units_in_kits(lines: Mapping[int, OrderLine]) -> dict[int, int]:
    """By line of a kit the allocated units that, with what has shipped, make whole kits."""
    kits: dict[int, list[OrderLine]] = defaultdict(list)
    for line in lines.values():
        if line.kit_id is not None:
            kits[line.kit_id].append(line)
    found = {}
    for own in kits.values():
        whole = min((line.allocated + line.shipped) // (line.per_kit or 1) for line in own)
        for line in own:
            found[line.pk] = max(0, whole * (line.per_kit or 1) - line.shipped)
    return found
