"""What sourcing would decide now, and which days it would promise: the same code as when placing, without a lock."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from core.errors import OmsError
from orders.models import Order, OrderLine
from orders.services.allocating import foresee
from orders.services.rewishing import houses_for, wish_of


@dataclass(frozen=True, slots=True)
class Outlook:
    """Units that lie there, units that would be owed, and the day that would be promised."""

    allocated: int
    backordered: int
    promise_on: date


def outlook(
    order: Order, lines: Iterable[OrderLine], now: datetime, *, not_from: Collection[int] = ()
) -> tuple[dict[int, Outlook], OmsError | None]:
    """What each line's unplaced units would get, by position; or the refusal when the channel lets nobody wait.

    Two or three statements, none without lines. By the time of the commit others may have been quicker.
    """
    wanted = [line for line in lines if line.unplaced]
    if not wanted:
        return {}, None
    houses = houses_for(order, not_from=not_from)
    wish = wish_of(order, wanted, houses, key=lambda line: line.position)
    try:
        covered = foresee(wish, warehouses=houses, now=now)
    except OmsError as refusal:
        return {}, refusal
    found = {
        plan.line.line_id: Outlook(plan.allocated, plan.backordered, covered.promises[plan.line.line_id])
        for plan in covered.plan.lines
    }
    return found, None
