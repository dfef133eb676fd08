"""Take units out of work: untouched work first, scanned but unfinished tasks last."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from core.actors import SYSTEM
from core.fsm import perform
from fulfillment.locks import live_tasks_of
from fulfillment.models import FulfillmentLine, FulfillmentOrder, PickTask
from fulfillment.services.progress import advance, save_work_lines, settle_batch
from fulfillment.statuses import WorkState


def take_out(
    works: Iterable[FulfillmentOrder], surplus: Mapping[tuple[int, int | None], int], *, now: datetime
) -> None:
    """Cancel ``surplus`` units by (order line, level) in the locked works; picked units stay.

    What is picked is put back by a person (``put_back``), so a rest may remain.
    """
    left = dict(surplus)
    batches: set[int] = set()
    for work in sorted(works, key=lambda work: (work.state != WorkState.OPEN, -work.pk)):
        changed = []
        for line in work.lines.all():
            key = line.order_line_id, line.level_id
            units = min(left.get(key, 0), line.unpicked)
            if units:
                left[key] -= units
                line.canceled += units
                changed.append(line)
        if changed:
            save_work_lines(changed)
            batches |= shrink_tasks(changed, now=now)
            advance(work, now=now)
    for batch_id in sorted(batches):
        settle_batch(batch_id, now=now)


def shrink_tasks(lines: Iterable[FulfillmentLine], *, now: datetime) -> set[int]:
    """Let live tasks of lines ask for no more than is still unpicked; tells the batches touched."""
    wanted = {line.pk: line.unpicked for line in lines}
    batches = set()
    # Tasks nobody has begun go first.
    tasks = sorted(live_tasks_of(wanted), key=lambda task: (-task.picked_quantity, task.pk))
    for task in tasks:
        keep = min(task.quantity, wanted[task.line_id])
        wanted[task.line_id] -= keep
        if keep == task.quantity:
            continue
        batches.add(task.batch_id)
        _shrink(task, keep, now)
    return batches


def _shrink(task: PickTask, keep: int, now: datetime) -> None:
    if keep == 0:
        perform(task, "cancel", actor=SYSTEM, now=now)
        task.picked_quantity = 0
    else:
        task.quantity = keep
        task.picked_quantity = min(task.picked_quantity, keep)
    task.save(update_fields=["state", "quantity", "picked_quantity", "finished_at"])
