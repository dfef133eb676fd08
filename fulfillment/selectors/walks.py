"""What pickers see: batches with their progress, and one task as a card."""

from dataclasses import dataclass
from typing import Protocol, cast

from django.db.models import Count, Q, QuerySet, Sum

from fulfillment.locks import CARD, with_stops
from fulfillment.models import PickBatch, PickTask
from fulfillment.selectors.claims import live_tasks_at
from fulfillment.statuses import LIVE_TASKS, BatchKind, BatchState, TaskState


class _OnAWalk(Protocol):
    stops: int
    stops_done: int


@dataclass(frozen=True)
class TaskCard:
    """One task with its place on the walk. ``step`` is what the next scan is expected to be.

    ``here``: units of the product that further orders of a single-item batch want from the same place.
    """

    task: PickTask
    step: str
    done: int
    total: int
    may_type: bool
    can_undo: bool
    here: int = 0

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


def batches_to_pick(warehouse_id: int) -> QuerySet[PickBatch]:
    """Batches with tasks left, with ``left``, ``total`` and ``orders``; one query."""
    batches = PickBatch.objects.filter(
        warehouse_id=warehouse_id, state__in=[BatchState.RELEASED, BatchState.IN_PROGRESS]
    )
    return batches.annotate(
        left=Count("tasks", filter=Q(tasks__state__in=LIVE_TASKS)),
        total=Count("tasks", filter=~Q(tasks__state=TaskState.CANCELED)),
        orders=Count("tasks__line__fulfillment_order", distinct=True),
    ).order_by("pk")


def task_in(warehouse_id: int, task_id: int) -> PickTask | None:
    """A task of this warehouse with all its card shows; one query."""
    tasks = with_stops(PickTask.objects.filter(batch__warehouse_id=warehouse_id))
    return tasks.select_related(*CARD).filter(pk=task_id).first()


def card_of(task: PickTask) -> TaskCard:
    """The card of a task that was fetched by ``task_in`` or ``lock_task``; one query in a single-item batch."""
    walk = cast("_OnAWalk", task)
    goes_first = task.location_id is not None and task.location_scanned_at is None
    return TaskCard(
        task=task, step="location" if goes_first else "item", done=walk.stops_done, total=walk.stops,
        may_type=task.quantity > task.line.order_line.sku.scan_each_up_to,
        can_undo=task.state == TaskState.ASSIGNED and task.picked_quantity > 0,
        here=_more_here(task),
    )  # fmt: skip


def _more_here(task: PickTask) -> int:
    if task.batch.kind != BatchKind.SINGLE_ITEM:
        return 0
    here = live_tasks_at(location_id=task.location_id, sku_id=task.line.order_line.sku_id, lot=task.lot)
    return here.filter(batch_id=task.batch_id).exclude(pk=task.pk).aggregate(units=Sum("quantity"))["units"] or 0
