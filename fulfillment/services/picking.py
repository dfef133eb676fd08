"""Finish pick tasks: units leave the shelf for the bench, and the order learns of it."""

from datetime import datetime

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.fsm import perform
from core.service import service
from fulfillment.locks import lock_task, lock_task_and_work
from fulfillment.models import FulfillmentOrder, PickTask, Scan, ScanKind
from fulfillment.services.claiming import assign, ensure_mine
from fulfillment.services.progress import advance, save_work_lines, settle_batch
from fulfillment.statuses import TaskState
from inventory.models import LocationKind
from inventory.selectors.locations import special_location
from inventory.services.moving import move_units
from orders.services.recording.floor import record_picked


@service
def complete_task(*, task_id: int, actor: Actor, now: datetime | None = None) -> PickTask:
    """The task is picked: stock moves to the packing bench, the order's picked units rise; once only.

    Raises NotPermitted, TaskNotFound, TaskTaken, and MoveRefused while units are missing.
    """
    now = now or timezone.now()
    task, work = lock_task_and_work(task_id)
    if task.state == TaskState.PICKED:
        return task
    ensure_mine(task, actor)
    perform(task, "finish", actor=actor, now=now)
    task.save(update_fields=["state", "finished_at"])
    settle_picked(task, work, task.picked_quantity, actor=actor)
    advance(work, now=now)
    settle_batch(task.batch_id, now=now)
    return task


@service
def pick_task_in_full(*, task_id: int, scan_id: str, actor: Actor, now: datetime | None = None) -> PickTask:
    """Place and goods scanned, the task finished: one scan and a typed number, or each unit below the SKU's limit.

    For a hand that picks without a screen; keeps the same scans as the screen would. A repeat changes
    nothing. Raises NotPermitted, TaskNotFound, TaskTaken and MoveRefused.
    """
    ensure_may(actor, "fulfillment.pick_task")
    now = now or timezone.now()
    lock_task_and_work(task_id)
    task = lock_task(task_id)
    if task.state == TaskState.PICKED:
        return task
    if task.state != TaskState.ASSIGNED:
        assign(task, actor=actor)
    sku = task.line.order_line.sku
    left = task.left
    counts = [1] * left if left <= sku.scan_each_up_to else [left]
    here = [(ScanKind.LOCATION, task.location.code, 0)] if task.location else []
    Scan.objects.bulk_create(
        Scan(
            client_id=f"{scan_id}.{index}", kind=kind, code=code, quantity=count, ok=True, task=task, actor=actor.label
        )
        for index, (kind, code, count) in enumerate([*here, *((ScanKind.ITEM, sku.code, count) for count in counts)])
    )
    task.location_scanned_at, task.picked_quantity = now, task.quantity
    task.save(update_fields=["location_scanned_at", "picked_quantity"])
    return complete_task(task_id=task_id, actor=actor, now=now)


@service
def skip_task(*, task_id: int, actor: Actor) -> PickTask:
    """Leave a task for later; units already scanned go back first. Raises TaskTaken and MoveRefused."""
    task = lock_task(task_id)
    ensure_mine(task, actor)
    perform(task, "skip", actor=actor)
    task.picked_quantity, task.location_scanned_at = 0, None
    task.scans.filter(undone_at=None, kind=ScanKind.ITEM, ok=True).update(undone_at=timezone.now())
    task.save(update_fields=["state", "assignee", "assigned_at", "picked_quantity", "location_scanned_at"])
    return task


def settle_picked(task: PickTask, work: FulfillmentOrder, units: int, *, actor: Actor) -> None:
    """Write ``units`` of a locked task down as picked: line, order, and the way from shelf to bench."""
    if units == 0:
        return
    line = task.line
    line.picked += units
    save_work_lines([line])
    record_picked(order_id=work.order_id, units={(line.order_line_id, line.level_id): units}, actor=actor)
    if line.level_id is not None and task.location_id is not None:
        bench = special_location(work.warehouse_id, LocationKind.PACKING)
        move_units(
            level_id=line.level_id, from_location_id=task.location_id, to_location_id=bench.pk, quantity=units,
            lot=task.lot, cause_kind="pick", cause_reference=work.number, actor=actor,
        )  # fmt: skip
