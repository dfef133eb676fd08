"""A promised day changes: one row with its cause, and the fact that follows from it."""

from collections.abc import Iterable
from datetime import date

from core.events import Fact
from orders.events import PromiseMoved, PromiseSlipped
from orders.models import Order, OrderLine, Promise


def move_promise(order: Order, line: OrderLine, day: date, *, cause: str) -> Fact:
    """Write down the line's new day in memory and as a row; the fact to tell. The caller saves the line."""
    is_later = line.promise_on is None or day > line.promise_on
    Promise.objects.create(line=line, from_on=line.promise_on, to_on=day, cause=cause)
    line.promise_on = day
    if is_later:
        return PromiseSlipped(order_id=order.pk, line_id=line.pk)
    return PromiseMoved(order_id=order.pk, line_id=line.pk)


def latest_promise(lines: Iterable[OrderLine]) -> date | None:
    """The day by which everything still to come is promised."""
    return max((line.promise_on for line in lines if line.promise_on and line.ordered > line.canceled), default=None)
