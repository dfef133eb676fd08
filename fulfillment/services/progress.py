"""What follows by itself once units moved on: work and batches advance as far as their quantities say."""

from collections.abc import Iterable
from datetime import datetime

from core.actors import SYSTEM
from core.bulk import update_rows
from core.fsm import perform
from fulfillment.locks import lock_batch
from fulfillment.models import FulfillmentLine, FulfillmentOrder, PickTask
from fulfillment.statuses import LIVE_TASKS, LIVE_WORK, BatchState, TaskState, WorkState

WORK_FIELDS = ["state", "picked_at", "packed_at", "shipped_at", "canceled_at"]
COUNTERS = dict.fromkeys(("quantity", "picked", "packed", "shipped", "canceled"), "int")


def save_work_lines(lines: Iterable[FulfillmentLine]) -> None:
    """Write the counters of changed lines in one statement."""
    changed = list(lines)
    if changed:
        update_rows(FulfillmentLine, changed, COUNTERS)


def advance(work: FulfillmentOrder, *, now: datetime) -> None:
    """Make every move that the quantities of the locked work allow, and save. No move is skipped."""
    before = work.state
    while (move := _next_move(work)) is not None:
        stamped = move in ("finish_picking", "finish_packing", "ship", "cancel")
        perform(work, move, actor=SYSTEM, **({"now": now} if stamped else {}))
    if work.state != before:
        work.save(update_fields=WORK_FIELDS)


def _next_move(work: FulfillmentOrder) -> str | None:
    lines = list(work.lines.all())
    due = sum(line.due for line in lines)
    if due == 0:
        return "cancel" if work.state in LIVE_WORK else None
    if work.state == WorkState.RELEASED and any(line.picked for line in lines):
        return "start_picking"
    if work.state == WorkState.PICKING and due == sum(line.picked for line in lines):
        return "finish_picking"
    packed = sum(line.packed for line in lines)
    if work.state == WorkState.PICKED and packed:
        return "start_packing"
    if work.state == WorkState.PACKING and due == packed:
        return "finish_packing"
    if work.state in (WorkState.PACKED, WorkState.READY_FOR_PICKUP) and packed < due:
        return "reopen_packing"
    if work.state == WorkState.PACKED:
        if work.order.pickup_warehouse_id is not None:
            return "make_ready_for_pickup"
        return "ship" if due == sum(line.shipped for line in lines) else None
    return None


def settle_batch(batch_id: int, *, now: datetime) -> None:
    """Finish a batch whose tasks are all over; cancel one in which nothing was picked."""
    tasks = PickTask.objects.filter(batch_id=batch_id)
    if tasks.filter(state__in=LIVE_TASKS).exists():
        return
    batch = lock_batch(batch_id)
    if batch.state not in (BatchState.RELEASED, BatchState.IN_PROGRESS):
        return
    worked = tasks.filter(state__in=[TaskState.PICKED, TaskState.SHORT]).exists()
    perform(batch, "finish" if worked else "cancel", actor=SYSTEM, now=now)
    batch.save(update_fields=["state", "finished_at"])
