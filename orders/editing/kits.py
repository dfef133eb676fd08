"""Whole kits: an order keeps no unit that belongs to no kit, as far as it can still be called off."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from core.errors import Blocker, InvalidInput
from orders.models import OrderKit, OrderLine


def free_units(line: OrderLine) -> int:
    """Units that neither shipped nor lie picked."""
    return line.unplaced + line.backordered + line.allocated - line.picked


def lines_by_kit(lines: Iterable[OrderLine]) -> dict[int, list[OrderLine]]:
    """The lines of each kit, by the kit's key."""
    found: dict[int, list[OrderLine]] = defaultdict(list)
    for line in lines:
        if line.kit_id is not None:
            found[line.kit_id].append(line)
    return dict(found)


def kits_left(lines: Iterable[OrderLine]) -> int:
    """Whole kits that the lines of one kit still hold."""
    return min((line.ordered - line.canceled) // _per_kit(line) for line in lines)


def free_kits(lines: Iterable[OrderLine]) -> int:
    """Whole kits, of the lines of one kit, that can be called off."""
    return min(free_units(line) // _per_kit(line) for line in lines)


def units_of_kits(lines: Iterable[OrderLine], kits: Mapping[int, int]) -> dict[int, int]:
    """Units by line for so many whole kits by key. Raises InvalidInput for a kit the order has not."""
    own = lines_by_kit(lines)
    for kit_id in kits:
        if kit_id not in own:
            raise InvalidInput(f"The order has no kit {kit_id}. Choose one of those it has.", field="kits")
    return {line.pk: _per_kit(line) * count for kit_id, count in kits.items() for line in own[kit_id]}


def loose_units(lines: Iterable[OrderLine], cancel: Mapping[int, int]) -> dict[int, int]:
    """Units by line that would be left without their kit, and could be called off with it.

    Only of kits that ``cancel``, units by line, takes something of. Where a part of a kit shipped or lies picked, its
    other parts may stay or go alone.
    """
    loose: dict[int, int] = {}
    for own in lines_by_kit(lines).values():
        if any(cancel.get(line.pk) for line in own):
            loose |= _loose_of_kit(own, cancel)
    return loose


def _loose_of_kit(lines: Sequence[OrderLine], cancel: Mapping[int, int]) -> dict[int, int]:
    free = {line.pk: free_units(line) - cancel.get(line.pk, 0) for line in lines}
    gone = {line.pk: line.shipped + line.picked for line in lines}
    whole = min(free[line.pk] // _per_kit(line) for line in lines)
    begun = max(-(-gone[line.pk] // _per_kit(line)) for line in lines)
    loose = {}
    for line in lines:
        completes = max(0, begun * _per_kit(line) - gone[line.pk])
        units = free[line.pk] - whole * _per_kit(line) - completes
        if units > 0:
            loose[line.pk] = units
    return loose


def _per_kit(line: OrderLine) -> int:
    return line.per_kit or 1


def broken_kits(lines: Mapping[int, OrderLine], cancel: Mapping[int, int]) -> Iterator[Blocker]:
    """Why these units cannot be called off alone, a reason per kit that would be left in parts."""
    loose = loose_units(lines.values(), cancel)
    kits = OrderKit.objects.in_bulk({lines[key].kit_id for key in loose}) if loose else {}
    for kit_id, kit in sorted(kits.items()):
        rest = ", ".join(f"{units} × {lines[key].name}" for key, units in loose.items() if lines[key].kit_id == kit_id)
        yield Blocker(
            "broken_kit", f"{kit.name} ({kit.code}) is sold as a kit; {rest} would be left of one without the others.",
            fix=f"Cancel whole kits: take {rest} too.", turns_on="line",
        )  # fmt: skip
