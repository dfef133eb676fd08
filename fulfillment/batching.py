"""Which works walk together: pure decisions over measured works, no query.

Works are put one after the other, in the order of the walk, until a limit would be passed; then the next
batch begins. Works of one customer to one address stay together and share a tote.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from fulfillment.statuses import BatchKind

MM3_PER_LITER = 1_000_000


@dataclass(frozen=True, slots=True)
class Load:
    """One work as a picker carries it. ``household`` is equal for works of one customer to one address.

    ``only_sku``: its product when it has a single one. ``sequence`` and ``zones`` are those of the bins its
    goods are likely taken from.
    """

    work_id: int
    number: str
    priority: int
    late_at: datetime
    lines: int
    units: int
    weight_grams: int
    volume_mm3: int
    only_sku: int | None
    sequence: int
    zones: Sequence[str]
    household: str

    @property
    def family(self) -> str:
        """The household, or the work itself where nobody else goes there."""
        return self.household or f"work {self.work_id}"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of one batch; None is no limit."""

    orders: int = 20
    lines: int | None = None
    weight_grams: int | None = None
    volume_mm3: int | None = None

    def allow(self, loads: Sequence[Load]) -> bool:
        """One load alone is always allowed: it is never cut in two."""
        if len(loads) <= 1:
            return True
        sums = (
            (len(loads), self.orders),
            (sum(load.lines for load in loads), self.lines),
            (sum(load.weight_grams for load in loads), self.weight_grams),
            (sum(load.volume_mm3 for load in loads), self.volume_mm3),
        )
        return all(limit is None or have <= limit for have, limit in sums)


@dataclass(slots=True)
class BatchPlan:
    """Works of one walk with the slot (the tote) of each on the cart."""

    kind: BatchKind
    loads: list[Load] = field(default_factory=list)
    slots: dict[int, int] = field(default_factory=dict)


def plan_batches(loads: Iterable[Load], *, kind: BatchKind, limits: Limits) -> list[BatchPlan]:
    """The loads as batches within ``limits``, most urgent first, each in the order of its walk.

    Single-item batches take works of one product only; the caller leaves the others out.
    """
    if kind == BatchKind.SINGLE_ORDER:
        ordered = sorted(loads, key=lambda load: (load.priority, load.late_at, load.work_id))
        return [_with_slots(BatchPlan(kind, [load])) for load in ordered]
    return [_with_slots(BatchPlan(kind, group)) for group in _fill(_families(loads, kind), limits)]


def _families(loads: Iterable[Load], kind: BatchKind) -> Iterator[list[Load]]:
    """Loads that stay together, in the order of the walk; of one product they are lined up by product."""
    if kind == BatchKind.SINGLE_ITEM:
        by_product = sorted(loads, key=lambda load: (load.priority, load.sequence, load.only_sku or 0, load.work_id))
        yield from ([load] for load in by_product)
        return
    together = sorted(loads, key=lambda load: (load.family, load.work_id))
    families = [list(group) for _, group in groupby(together, key=lambda load: load.family)]

    def place(family: list[Load]) -> tuple[object, ...]:
        zones = min(tuple(load.zones) for load in family) if kind == BatchKind.ZONE else ()
        first = min(load.work_id for load in family)
        return min(load.priority for load in family), zones, min(load.sequence for load in family), first

    yield from sorted(families, key=place)


def _fill(families: Iterable[list[Load]], limits: Limits) -> Iterator[list[Load]]:
    batch: list[Load] = []
    for family in families:
        # A family that no batch can hold is parted; else it moves on as a whole.
        parts = [family] if limits.allow(family) else [[load] for load in family]
        for part in parts:
            if batch and not limits.allow([*batch, *part]):
                yield batch
                batch = []
            batch.extend(part)
    if batch:
        yield batch


def slots_of(loads: Iterable[Load], kind: BatchKind) -> dict[int, int]:
    """The slot of each work: one for all of a single-item batch, else one per family, counted along the walk."""
    slots: dict[str, int] = {}
    found = {}
    for load in loads:
        tote = "all" if kind == BatchKind.SINGLE_ITEM else load.family
        found[load.work_id] = slots.setdefault(tote, len(slots) + 1)
    return found


def _with_slots(plan: BatchPlan) -> BatchPlan:
    plan.slots = slots_of(plan.loads, plan.kind)
    return plan
