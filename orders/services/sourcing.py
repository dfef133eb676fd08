"""Which warehouse gives what: pure decisions over locked levels, shared out in the order given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orders.errors import NotEnoughStock
from orders.services.choosing import Policy, Source, choose


@dataclass(slots=True)
class OpenLevel:
    """A locked level and what this batch has already taken from it.

    ``uncommitted`` units lie there and are no order's; ``freed`` ones were reserved for this batch's orders.
    """

    id: int
    sku_id: int
    warehouse_id: int
    available: int
    backordered: int
    uncommitted: int
    took: int = 0
    owes: int = 0
    freed: int = 0

    def free(self, held: int = 0) -> int:
        """Units an order may take that has ``held`` of them reserved; those are its own before any queue's."""
        return max(0, self.available + self.freed - self.took) + min(held, max(0, self.uncommitted - self.took))

    def forget(self) -> None:
        """As if this batch had not begun."""
        self.took = self.owes = self.freed = 0


@dataclass(frozen=True, slots=True)
class WantedLine:
    """Units of a line that need a source; ``backorder_limit`` is per level, None without a limit.

    ``kit`` is the code of the kit it is sold in, which needs ``per_kit`` of it.
    """

    line_id: int
    sku_id: int
    sku_code: str
    quantity: int
    is_tracked: bool
    backorder_limit: int | None = None
    kit: str = ""
    per_kit: int = 1

    def kits_of(self, units: int) -> str:
        """What that many units make of its kit, as the end of a sentence; empty for goods by themselves."""
        if not self.kit:
            return ""
        return f", enough for {units // self.per_kit} of {self.quantity // self.per_kit} kits {self.kit}"


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
Free = dict[tuple[int, int], int]


def plan_order(
    lines: Sequence[WantedLine],
    sources: Sequence[Source],
    levels: Levels,
    *,
    may_backorder: bool,
    policy: Policy | None = None,
    held: Mapping[int, int] | None = None,
) -> OrderPlan:
    """Take from the warehouses that the rules choose; owe the rest.

    ``held`` are units by level that are reserved for this order. Changes ``levels`` so that the next
    order sees what this one took. Raises NotEnoughStock, with nothing taken, when units are missing
    and the channel or the SKU allows no (further) backorder.
    """
    tracked = [line for line in lines if line.is_tracked]
    if not tracked:
        return OrderPlan([LinePlan(line) for line in lines], [], "nothing to source")
    own = held or {}
    wanted = _wanted(tracked)
    keys = [(sku_id, one.warehouse_id) for sku_id in wanted for one in sources]
    free = {key: levels[key].free(own.get(levels[key].id, 0)) for key in keys if key in levels}

    def missing(warehouse_ids: Sequence[int]) -> int:
        return sum(
            max(0, units - sum(free.get((sku_id, warehouse), 0) for warehouse in warehouse_ids))
            for sku_id, units in wanted.items()
        )

    choice = choose(sources, policy or Policy(), missing)
    plans = [_plan_line(line, choice.asked, levels, free) for line in lines]
    waits_at = [*choice.asked, *(one.warehouse_id for one in sources)]
    for plan in plans:
        _owe_the_rest(plan, waits_at, levels, may_backorder=may_backorder)
    for plan in plans:
        for level, units in plan.taken:
            level.took += units
        for level, units in plan.owed:
            level.owes += units
    for key in free if own else ():
        levels[key].freed += own.get(levels[key].id, 0)
    return OrderPlan(plans, choice.candidates, choice.reason)


def _wanted(lines: Sequence[WantedLine]) -> dict[int, int]:
    wanted: dict[int, int] = {}
    for line in lines:
        wanted[line.sku_id] = wanted.get(line.sku_id, 0) + line.quantity
    return wanted


def _plan_line(line: WantedLine, warehouse_ids: Sequence[int], levels: Levels, free: Free) -> LinePlan:
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
            f"Only {available} of {line.quantity} units of {line.sku_code} are available{line.kits_of(available)}, and"
            " this channel takes no backorders. Order fewer, or choose another article.",
            sku=line.sku_code, wanted=line.quantity, available=available, kit=line.kit,
        )  # fmt: skip
    level = next(levels[line.sku_id, warehouse] for warehouse in warehouse_ids if (line.sku_id, warehouse) in levels)
    if line.backorder_limit is not None and level.backordered + level.owes + rest > line.backorder_limit:
        raise NotEnoughStock(
            f"{rest} units of {line.sku_code} would have to be backordered, but at most {line.backorder_limit} may"
            f" wait and {level.backordered + level.owes} already do. Order at most {available}"
            f"{line.kits_of(available)}.",
            sku=line.sku_code, wanted=line.quantity, available=available, backorder_limit=line.backorder_limit,
            kit=line.kit,
        )  # fmt: skip
    plan.owed.append((level, rest))
