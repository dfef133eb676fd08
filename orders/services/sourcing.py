"""Which warehouse gives what: pure decisions over locked levels, shared out in the order given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orders.errors import NotEnoughStock


@dataclass(slots=True)
class OpenLevel:
    """A locked level and what this batch has already taken from it."""

    id: int
    sku_id: int
    warehouse_id: int
    available: int
    backordered: int
    took: int = 0
    owes: int = 0


@dataclass(frozen=True, slots=True)
class WantedLine:
    """Units of a line that need a source; ``backorder_limit`` is per level, None without a limit."""

    line_id: int
    sku_id: int
    sku_code: str
    quantity: int
    is_tracked: bool
    backorder_limit: int | None = None


@dataclass(slots=True)
class LinePlan:
    """Where a line's units come from: (level, units) taken, (level, units) owed."""

    line: WantedLine
    taken: list[tuple[OpenLevel, int]] = field(default_factory=list)
    owed: list[tuple[OpenLevel, int]] = field(default_factory=list)

    @property
    def allocated(self) -> int:
        return sum(units for _, units in self.taken) if self.line.is_tracked else self.line.quantity

    @property
    def backordered(self) -> int:
        return sum(units for _, units in self.owed)


@dataclass(slots=True)
class OrderPlan:
    """The decision for one order, with what every candidate could have given."""

    lines: list[LinePlan]
    candidates: list[dict[str, Any]]
    reason: str


Levels = Mapping[tuple[int, int], OpenLevel]


def plan_order(
    lines: Sequence[WantedLine], warehouse_ids: Sequence[int], levels: Levels, *, may_backorder: bool
) -> OrderPlan:
    """Take from one warehouse if it can give all, else from each by priority; owe the rest.

    Changes ``levels`` so that the next order sees what this one took. Raises NotEnoughStock, with
    nothing taken, when units are missing and the channel or the SKU allows no (further) backorder.
    """
    tracked = [line for line in lines if line.is_tracked]
    if not tracked:
        return OrderPlan([LinePlan(line) for line in lines], [], "nothing to source")
    candidates = [_candidate(warehouse_id, tracked, levels) for warehouse_id in warehouse_ids]
    whole = next((c["warehouse"] for c in candidates if c["missing"] == 0), None)
    asked = [whole] if whole is not None else list(warehouse_ids)
    free = {key: level.available - level.took for key, level in levels.items()}
    plans = [_plan_line(line, asked, levels, free) for line in lines]
    for plan in plans:
        _owe_the_rest(plan, warehouse_ids, levels, may_backorder=may_backorder)
    for plan in plans:
        for level, units in plan.taken:
            level.took += units
        for level, units in plan.owed:
            level.owes += units
    return OrderPlan(plans, candidates, "complete from one" if whole is not None else "by priority")


def _candidate(warehouse_id: int, lines: Sequence[WantedLine], levels: Levels) -> dict[str, Any]:
    wanted: dict[int, int] = {}
    for line in lines:
        wanted[line.sku_id] = wanted.get(line.sku_id, 0) + line.quantity
    missing = 0
    for sku_id, units in wanted.items():
        level = levels.get((sku_id, warehouse_id))
        missing += max(0, units - (max(0, level.available - level.took) if level else 0))
    return {"warehouse": warehouse_id, "missing": missing}


def _plan_line(
    line: WantedLine, warehouse_ids: Sequence[int], levels: Levels, free: dict[tuple[int, int], int]
) -> LinePlan:
    plan = LinePlan(line)
    rest = line.quantity if line.is_tracked else 0
    for warehouse_id in warehouse_ids:
        key = (line.sku_id, warehouse_id)
        units = min(rest, max(0, free.get(key, 0)))
        if units > 0:
            plan.taken.append((levels[key], units))
            free[key] -= units
            rest -= units
    return plan


def _owe_the_rest(plan: LinePlan, warehouse_ids: Sequence[int], levels: Levels, *, may_backorder: bool) -> None:
    line = plan.line
    rest = line.quantity - plan.allocated
    if rest <= 0:
        return
    available = plan.allocated
    if not may_backorder:
        raise NotEnoughStock(
            f"Only {available} of {line.quantity} units of {line.sku_code} are available, and this channel takes"
            " no backorders. Order fewer, or choose another article.",
            sku=line.sku_code, wanted=line.quantity, available=available,
        )  # fmt: skip
    level = next(levels[line.sku_id, warehouse] for warehouse in warehouse_ids if (line.sku_id, warehouse) in levels)
    if line.backorder_limit is not None and level.backordered + level.owes + rest > line.backorder_limit:
        raise NotEnoughStock(
            f"{rest} units of {line.sku_code} would have to be backordered, but at most {line.backorder_limit} may"
            f" wait and {level.backordered + level.owes} already do. Order at most {available}.",
            sku=line.sku_code, wanted=line.quantity, available=available, backorder_limit=line.backorder_limit,
        )  # fmt: skip
    plan.owed.append((level, rest))
