"""A picker found less than was promised: the stock tells the truth and the units are sought elsewhere."""

from django.utils import timezone

from core.actors import Actor
from core.errors import InvalidInput
from core.events import Fact
from core.service import service
from inventory.services.adjusting import record_damaged, record_missing
from orders.events import BackorderFilled, PromiseSlipped, UnitsShorted
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderLine, Promise, PromiseCause
from orders.services.covering import forgo, lock_levels_of_sku, seek_again
from orders.services.recording.places import UNRELEASED, move_claims
from orders.services.recording.units import change_units, save_units

REASONS = ("not_there", "damaged")


@service
def record_short(
    *,
    order_id: int,
    line_id: int,
    level_id: int,
    location_id: int,
    quantity: int,
    reason: str,
    actor: Actor,
    counted: int = 0,
) -> Order:
    """``quantity`` released, unpicked units of the line are not there, or are damaged.

    The stock is corrected (gone, or to quarantine), then other warehouses are asked; what nobody
    has is backordered at the first. ``counted`` of them the books have lost before, by a count. Raises
    InvalidInput for a reason that is not known.
    """
    if reason not in REASONS:
        raise InvalidInput(f"“{reason}” is not one of {', '.join(REASONS)}.", field="reason")
    order = lock_order(order_id)
    lines = lock_lines(order)
    line = lines[line_id]

    def change(line: OrderLine, count: int) -> None:
        line.released -= count
        line.allocated -= count
        line.unplaced += count

    changes = change_units(lines, {line_id: quantity}, change)
    lock_levels_of_sku(level_id)
    move_claims({(line_id, level_id): quantity}, UNRELEASED)
    if counted:
        forgo(level_id=level_id, units=counted)
    lost = quantity - counted
    record = record_missing if reason == "not_there" else record_damaged
    if lost:
        record(
            level_id=level_id, location_id=location_id, quantity=lost, allocated_delta=-lost, cause_kind="order",
            cause_reference=order.number, actor=actor,
        )  # fmt: skip
    sought = seek_again(line, level_id=level_id, quantity=quantity, now=timezone.now())
    changes |= {f"line {line.position} elsewhere": [0, sought.allocated]}
    facts: list[Fact] = [UnitsShorted(order_id=order.pk, line_id=line_id, quantity=quantity)]
    if sought.allocated:
        facts.append(BackorderFilled(order_id=order.pk))
    if sought.promise_on is not None and line.promise_on is not None and sought.promise_on > line.promise_on:
        Promise.objects.create(
            line=line, from_on=line.promise_on, to_on=sought.promise_on, cause=PromiseCause.SHORT_PICK
        )
        line.promise_on = sought.promise_on
        facts.append(PromiseSlipped(order_id=order.pk, line_id=line_id))
    save_units(order, lines, [line_id], facts=facts, actor=actor, changes=changes)
    return order
