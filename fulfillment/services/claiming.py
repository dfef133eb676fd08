"""Who picks what: the next task on the walk, taken without waiting for anybody."""

from django.utils import timezone

from accounts.models import User
from core.actors import SYSTEM, Actor, ensure_may
from core.fsm import perform
from core.service import service
from fulfillment.errors import TaskTaken
from fulfillment.locks import lock_batch, lock_task, tasks_to_claim
from fulfillment.models import PickBatch, PickTask
from fulfillment.statuses import BatchKind, BatchState, TaskState


@service
def claim_next_task(*, warehouse_id: int, actor: Actor, batch_id: int | None = None) -> PickTask | None:
    """The task in the actor's hand, else the next open one (of ``batch_id`` when named); None when all is done.

    Two pickers who ask at the same moment get two tasks. Raises NotPermitted.
    """
    ensure_may(actor, "fulfillment.pick_task")
    if actor.user_id is not None:
        mine = PickTask.objects.filter(
            assignee_id=actor.user_id, state=TaskState.ASSIGNED, batch__warehouse_id=warehouse_id
        )
        if batch_id is not None:
            mine = mine.filter(batch_id=batch_id)
        in_hand = mine.order_by("batch_id", "sequence", "pk").first()
        if in_hand is not None:
            return in_hand
    batches = PickBatch.objects.filter(
        warehouse_id=warehouse_id, state__in=[BatchState.RELEASED, BatchState.IN_PROGRESS]
    )
    if batch_id is not None:
        batches = batches.filter(pk=batch_id)
    task = tasks_to_claim(batches.order_by("pk").values_list("pk", flat=True)).first()
    return None if task is None else _stand_still(assign(task, actor=actor))


def _stand_still(task: PickTask) -> PickTask:
    """Of a batch of one product each, whoever stands at the bin already is not asked to scan it again."""
    if task.batch.kind != BatchKind.SINGLE_ITEM or task.location_id is None:
        return task
    own = task.batch.tasks.filter(state=TaskState.PICKED, assignee_id=task.assignee_id)
    before = own.order_by("-finished_at", "-pk").first()
    if before is not None and (before.location_id, before.lot) == (task.location_id, task.lot):
        task.location_scanned_at = task.assigned_at
        task.save(update_fields=["location_scanned_at"])
    return task


@service
def claim_task(*, task_id: int, actor: Actor) -> PickTask:
    """This very task for the actor; harmless when they have it. Raises NotPermitted, TaskTaken, MoveRefused."""
    ensure_may(actor, "fulfillment.pick_task")
    task = lock_task(task_id)
    if task.state == TaskState.ASSIGNED:
        ensure_mine(task, actor)
        return task
    return assign(task, actor=actor)


def assign(task: PickTask, *, actor: Actor) -> PickTask:
    """Give a locked task to the actor; the batch starts with its first task."""
    perform(task, "assign", actor=actor, user_id=actor.user_id, now=timezone.now())
    task.save(update_fields=["state", "assignee", "assigned_at"])
    if PickBatch.objects.filter(pk=task.batch_id, state=BatchState.RELEASED).exists():
        batch = lock_batch(task.batch_id)
        if batch.state == BatchState.RELEASED:
            perform(batch, "start", actor=SYSTEM)
            batch.save(update_fields=["state"])
    return task


def ensure_mine(task: PickTask, actor: Actor) -> None:
    """Raises TaskTaken when somebody else has the task in hand."""
    if task.assignee_id is not None and task.assignee_id != actor.user_id:
        # Asked anew: whoever waited for the lock read the name before the other picker wrote theirs.
        holder = User.objects.get(pk=task.assignee_id)
        name = holder.get_full_name() or holder.username
        raise TaskTaken(f"{name} is picking this. Take the next task.", assignee=name)
