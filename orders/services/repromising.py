"""Goods come another day: tell those who wait what we can promise now."""

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from core.actors import SYSTEM
from core.events import Fact
from core.service import service
from orders.locks import levels_for_update, lock_lines, lock_order
from orders.models import Backorder, PromiseCause
from orders.services.promising import backorder_promise, supplies_expected
from orders.services.saving import Changes, save_lines, save_order
from orders.services.slipping import latest_promise, move_promise


def repromise_backorders(*, level_id: int, now: datetime | None = None) -> int:
    """New promises for the level's queue, first ordered, first served; tells how many orders got another day.

    One order is one transaction; a repeat finds nothing to change.
    """
    now = now or timezone.now()
    waiting = Backorder.objects.filter(level_id=level_id, quantity__gt=0).order_by(
        F("line__promise_on").asc(nulls_last=True), "line__order__placed_at", "line__order_id"
    )
    position, last_of = 0, {}
    for order_id, units in waiting.values_list("line__order_id", "quantity"):
        position += units
        last_of[order_id] = position
    return sum(
        repromise_order(order_id=order_id, level_id=level_id, position=place, now=now)
        for order_id, place in last_of.items()
    )


@service
def repromise_order(*, order_id: int, level_id: int, position: int, now: datetime) -> bool:
    """Promise the order's owed units of the level anew; true when a day changed.

    ``position`` counts the units that wait up to and including the order's own.
    """
    order = lock_order(order_id)
    lines = lock_lines(order)
    level = levels_for_update([level_id])[level_id]
    owed = Backorder.objects.filter(line_id__in=lines, level_id=level_id, quantity__gt=0)
    expected = supplies_expected([level.sku_id])
    facts: list[Fact] = []
    changes: Changes = {}
    for line_id in owed.order_by("line_id").values_list("line_id", flat=True):
        line = lines[line_id]
        promise = backorder_promise(order, line, level, position=position, expected=expected, now=now)
        if promise != line.promise_on:
            changes[f"line {line.position} promise_on"] = [line.promise_on, promise]
            facts.append(move_promise(order, line, promise, cause=PromiseCause.SUPPLY_LATE))
    if not facts:
        return False
    save_lines(lines.values())
    order.promised_on = latest_promise(lines.values())
    save_order(order, list(lines.values()), fields=["promised_on"], facts=facts, actor=SYSTEM, changes=changes)
    return True
