"""Pick everything of one work at once: the same scans, moves and facts, in one transaction."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.bulk import update_rows
from core.fsm import perform
from core.service import service
from fulfillment.locks import live_tasks_of, lock_batch, lock_work
from fulfillment.models import FulfillmentLine, FulfillmentOrder, PickTask, Scan, ScanKind
from fulfillment.services.claiming import ensure_mine
from fulfillment.services.progress import advance, save_work_lines, settle_batch
from fulfillment.statuses import BatchState, TaskState
from inventory.models import LocationKind
from inventory.selectors.locations import special_location
from inventory.services.moving import UnitMove, move_many
from orders.services.recording.floor import record_picked
from orders.services.recording.places import Place

_COLUMNS = {
    "state": "text", "assignee_id": "bigint", "assigned_at": "timestamptz", "location_scanned_at": "timestamptz",
    "picked_quantity": "int", "finished_at": "timestamptz",
}  # fmt: skip


@service
def pick_work_in_full(
    *, fulfillment_order_id: int, scan_id: str, actor: Actor, now: datetime | None = None
) -> list[PickTask]:
    """Every task of the work, picked: each bin and each product scanned, larger numbers typed.

    For a hand that walks the whole order without a screen; a constant number of statements. Raises
    NotPermitted, WorkNotFound, TaskTaken and MoveRefused; a repeat picks nothing.
    """
    ensure_may(actor, "fulfillment.pick_task")
    now = now or timezone.now()
    work = lock_work(fulfillment_order_id)
    lines = {line.pk: line for line in work.lines.all()}
    tasks = _read(live_tasks_of(lines))
    if not tasks:
        return []
    Scan.objects.bulk_create([scan for task in tasks for scan in _scans(task, scan_id, actor)])
    for task in tasks:
        ensure_mine(task, actor)
        _finish(task, actor=actor, now=now)
    update_rows(PickTask, tasks, _COLUMNS)
    _settle(work, lines, tasks, actor=actor)
    advance(work, now=now)
    for batch_id in sorted({task.batch_id for task in tasks}):
        _start_batch(batch_id)
        settle_batch(batch_id, now=now)
    return tasks


def _read(tasks: Sequence[PickTask]) -> list[PickTask]:
    """The locked tasks with what their scans say, in walking order."""
    keys = [task.pk for task in tasks]
    related = ("location", "line__order_line__sku", "assignee")
    return list(PickTask.objects.filter(pk__in=keys).select_related(*related).order_by("sequence", "pk"))


def _finish(task: PickTask, *, actor: Actor, now: datetime) -> None:
    if task.state != TaskState.ASSIGNED:
        perform(task, "assign", actor=actor, user_id=actor.user_id, now=now)
    task.location_scanned_at, task.picked_quantity = now, task.quantity
    perform(task, "finish", actor=actor, now=now)


def _scans(task: PickTask, scan_id: str, actor: Actor) -> list[Scan]:
    sku, count = task.line.order_line.sku, task.left
    counts = [1] * count if count <= sku.scan_each_up_to else [count]
    here = [(ScanKind.LOCATION, task.location.code, 0)] if task.location else []
    made = [*here, *((ScanKind.ITEM, sku.code, units) for units in counts)]
    return [
        Scan(
            client_id=f"{scan_id}.{task.pk}.{index}", kind=kind, code=code, quantity=units, ok=True, task=task,
            actor=actor.label,
        )
        for index, (kind, code, units) in enumerate(made)
    ]  # fmt: skip


def _settle(
    work: FulfillmentOrder, lines: dict[int, FulfillmentLine], tasks: Sequence[PickTask], *, actor: Actor
) -> None:
    """Counters of the work, the order's picked units, and the way from the shelves to the bench."""
    units: dict[Place, int] = defaultdict(int)
    bench = special_location(work.warehouse_id, LocationKind.PACKING)
    moves = []
    for task in tasks:
        line = lines[task.line_id]
        line.picked += task.quantity
        units[line.order_line_id, line.level_id] += task.quantity
        if line.level_id is not None and task.location_id is not None:
            moves.append(UnitMove(line.level_id, task.location_id, bench.pk, task.quantity, task.lot))
    save_work_lines(lines.values())
    record_picked(order_id=work.order_id, units=units, actor=actor)
    if moves:
        move_many(moves=moves, cause_kind="pick", cause_reference=work.number, actor=actor)


def _start_batch(batch_id: int) -> None:
    batch = lock_batch(batch_id)
    if batch.state == BatchState.RELEASED:
        perform(batch, "start", actor=SYSTEM)
        batch.save(update_fields=["state"])
