"""A level has less than was promised from it: take the youngest promises back until the truth fits."""

from django.db.models import F
from django.utils import timezone

from core.actors import SYSTEM
from core.service import service
from inventory.models import StockLevel
from orders.events import PromiseSlipped, UnitsShorted
from orders.locks import lock_lines, lock_order
from orders.models import Allocation, Promise, PromiseCause
from orders.services.covering import forgo, lock_levels_of_sku, seek_again
from orders.services.recording.units import save_units
from orders.services.saving import quantities_of, quantity_changes


def cover_shortfall(*, level_id: int) -> int:
    """Re-source or backorder claims until the level covers what is left; tells how many orders were hit.

    Last promised first, one order per transaction. Released units stay with the floor: a picker
    who does not find them reports them short.
    """
    hit = 0
    claims = (
        Allocation.objects.filter(level_id=level_id, quantity__gt=F("released"))
        .order_by(F("line__promise_on").desc(nulls_first=True), "-line__order__placed_at", "-line__order_id")
        .values_list("line__order_id", "line_id")
    )
    for order_id, line_id in list(claims):
        if StockLevel.objects.get(pk=level_id).shortfall == 0:
            break
        if take_back(order_id=order_id, line_id=line_id, level_id=level_id):
            hit += 1
    return hit


@service
def take_back(*, order_id: int, line_id: int, level_id: int) -> int:
    """Take as many unreleased units of the line off the level as it is short of; tells how many."""
    order = lock_order(order_id)
    lines = lock_lines(order)
    line = lines[line_id]
    level = lock_levels_of_sku(level_id)[level_id]
    claim = Allocation.objects.filter(line=line, level=level).first()
    units: int = min(level.shortfall, claim.quantity - claim.released if claim else 0)
    if units <= 0:
        return 0
    before = quantities_of(line)
    line.allocated -= units
    line.unplaced += units
    forgo(level_id=level_id, units=units)
    sought = seek_again(line, level_id=level_id, quantity=units, now=timezone.now())
    facts = [UnitsShorted(order_id=order.pk, line_id=line_id, quantity=units)]
    if sought.promise_on is not None and (line.promise_on is None or sought.promise_on > line.promise_on):
        cause = PromiseCause.SUPPLY_LATE
        Promise.objects.create(line=line, from_on=line.promise_on, to_on=sought.promise_on, cause=cause)
        line.promise_on = sought.promise_on
        slipped = [PromiseSlipped(order_id=order.pk, line_id=line_id)]
    else:
        slipped = []
    changes = quantity_changes(line, before)
    save_units(order, lines, [line_id], facts=[*facts, *slipped], actor=SYSTEM, changes=changes)
    return units
