"""Row locks of the floor: the order first, then its work, then lines, tasks and parcels by key.

A scan locks its task or parcel alone; whoever also needs the order takes it before.
"""

from collections.abc import Iterable

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from fulfillment.errors import BatchNotFound, ParcelNotFound, PickupNotFound, TaskNotFound, WaveNotFound, WorkNotFound
from fulfillment.models import FulfillmentLine, FulfillmentOrder, Parcel, PickBatch, PickTask, Pickup, Wave
from fulfillment.statuses import LIVE_TASKS, LIVE_WORK, BatchState, TaskState, WorkState
from inventory.locks import levels_for_update
from orders.locks import lock_order
from orders.models import Order


def lock_work(work_id: int) -> FulfillmentOrder:
    """The work, locked after its order, with its lines locked and cached. Raises WorkNotFound."""
    order_id = FulfillmentOrder.objects.filter(pk=work_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise WorkNotFound(f"There is no work with key {work_id}.", fulfillment_order_id=work_id)
    order = lock_order(order_id)
    work = FulfillmentOrder.objects.select_for_update(of=("self",), no_key=True).select_related("warehouse")
    return with_lines(work.get(pk=work_id), order)


def lock_for_release(work_ids: list[int]) -> None:
    """Orders, works, lines, then levels of the named works, each by key: releases of the same bins take turns."""
    _lock_orders_and_lines(work_ids)
    _lock_levels(work_ids)


def _lock_orders_and_lines(work_ids: list[int]) -> None:
    orders = Order.objects.select_for_update(of=("self",), no_key=True)
    list(orders.filter(fulfillments__in=work_ids).order_by("pk").values_list("pk", flat=True))
    works = FulfillmentOrder.objects.select_for_update(of=("self",), no_key=True)
    list(works.filter(pk__in=work_ids).order_by("pk").values_list("pk", flat=True))
    lines = FulfillmentLine.objects.select_for_update(of=("self",), no_key=True)
    list(lines.filter(fulfillment_order__in=work_ids).order_by("pk").values_list("pk", flat=True))


def _lock_levels(work_ids: list[int]) -> None:
    lines = FulfillmentLine.objects.filter(fulfillment_order__in=work_ids, level__isnull=False)
    levels_for_update(lines.values_list("level_id", flat=True))


def lock_pickup(work_id: int) -> tuple[FulfillmentOrder, Pickup]:
    """The work as ``lock_work`` has it, and its pickup. Raises WorkNotFound and PickupNotFound."""
    work = lock_work(work_id)
    pickup = Pickup.objects.select_for_update(of=("self",), no_key=True).filter(fulfillment_order=work).first()
    if pickup is None:
        raise PickupNotFound(f"{work.number} was never ready for pickup.", fulfillment_order_id=work_id)
    return work, pickup


def live_work_of(order: Order) -> list[FulfillmentOrder]:
    """All live work of a locked order, locked by key, with lines locked and cached."""
    works = FulfillmentOrder.objects.select_for_update(of=("self",), no_key=True).select_related("warehouse")
    found = list(works.filter(order=order, state__in=LIVE_WORK).order_by("pk"))
    return [with_lines(work, order) for work in found]


def with_lines(work: FulfillmentOrder, order: Order) -> FulfillmentOrder:
    lines = list(FulfillmentLine.objects.select_for_update(no_key=True).filter(fulfillment_order=work).order_by("pk"))
    for line in lines:
        line.fulfillment_order = work
    work.order = order
    work._prefetched_objects_cache = {"lines": lines}  # type: ignore[attr-defined]
    return work


# What a scan is compared to, and what the card of a task shows.
CARD = (
    "batch", "location", "assignee", "line__level", "line__order_line__sku__product", "line__fulfillment_order__order",
)  # fmt: skip


def with_stops(tasks: QuerySet[PickTask]) -> QuerySet[PickTask]:
    """With ``stops`` and ``stops_done``, the tasks of the whole walk, fetched by the same statement."""
    walk = PickTask.objects.filter(batch=OuterRef("batch")).order_by().values("batch").annotate(count=Count("pk"))
    done = walk.filter(state__in=[TaskState.PICKED, TaskState.SHORT])
    return tasks.annotate(
        stops=Coalesce(Subquery(walk.exclude(state=TaskState.CANCELED).values("count")), 0),
        stops_done=Coalesce(Subquery(done.values("count")), 0),
    )


def lock_task(task_id: int, *, warehouse_id: int | None = None) -> PickTask:
    """The task alone, with all its card shows; of that warehouse, when one is named. Raises TaskNotFound."""
    tasks = with_stops(PickTask.objects.select_for_update(of=("self",), no_key=True))
    task = tasks.select_related(*CARD).filter(pk=task_id).first()
    if task is None or warehouse_id not in (None, task.batch.warehouse_id):
        raise TaskNotFound(f"There is no pick task with key {task_id}.", task_id=task_id)
    return task


def lock_task_and_work(task_id: int) -> tuple[PickTask, FulfillmentOrder]:
    """Order, work, lines, then the task: for what the order learns of. Raises TaskNotFound."""
    work_id = PickTask.objects.filter(pk=task_id).values_list("line__fulfillment_order_id", flat=True).first()
    if work_id is None:
        raise TaskNotFound(f"There is no pick task with key {task_id}.", task_id=task_id)
    work = lock_work(work_id)
    task = lock_task(task_id)
    task.line = next(line for line in work.lines.all() if line.pk == task.line_id)
    return task, work


def tasks_to_claim(batch_ids: Iterable[int]) -> QuerySet[PickTask]:
    """Tasks nobody else is taking at this moment, in walking order; those skipped before come last."""
    tasks = PickTask.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    waiting = tasks.filter(batch_id__in=list(batch_ids), state__in=[TaskState.OPEN, TaskState.SKIPPED])
    return waiting.order_by("batch_id", "state", "sequence", "pk")


def live_tasks_of(line_ids: Iterable[int]) -> list[PickTask]:
    tasks = PickTask.objects.select_for_update(of=("self",), no_key=True)
    return list(tasks.filter(line_id__in=list(line_ids), state__in=LIVE_TASKS).order_by("pk"))


def lock_batch(batch_id: int) -> PickBatch:
    return PickBatch.objects.select_for_update(of=("self",), no_key=True).get(pk=batch_id)


def works_to_plan(work_ids: Iterable[int]) -> set[int]:
    """Those of the works that are open, in no plan, and in nobody's hand; locked. The caller locks no order after."""
    works = FulfillmentOrder.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    free = works.filter(pk__in=list(work_ids), state=WorkState.OPEN, batch=None)
    return set(free.order_by("pk").values_list("pk", flat=True))


def lock_wave(wave_id: int) -> Wave:
    """The wave, before its batches. Raises WaveNotFound."""
    wave = Wave.objects.select_for_update(of=("self",), no_key=True).filter(pk=wave_id).first()
    if wave is None:
        raise WaveNotFound(f"There is no wave with key {wave_id}.", wave_id=wave_id)
    return wave


def drafts_and_work_of(wave: Wave) -> list[PickBatch]:
    """The planned batches of a locked wave, locked by key after the works in them, as whoever releases one does."""
    works = FulfillmentOrder.objects.select_for_update(of=("self",), no_key=True)
    planned = works.filter(batch__wave=wave, batch__state=BatchState.DRAFT, state=WorkState.OPEN)
    list(planned.order_by("pk").values_list("pk", flat=True))
    return drafts_of(wave)


def drafts_of(wave: Wave) -> list[PickBatch]:
    """The planned batches of a locked wave, locked by key."""
    batches = PickBatch.objects.select_for_update(of=("self",), no_key=True)
    return list(batches.filter(wave=wave, state=BatchState.DRAFT).order_by("pk"))


def lock_batch_and_its_work(batch_id: int) -> tuple[PickBatch, list[int]]:
    """Orders and works of all that is in the batch, live tasks, the batch, then levels; with the keys of its works.

    Tasks come before the batch, as a picker takes them, and before levels, as a counter does. Raises BatchNotFound.
    """
    if not PickBatch.objects.filter(pk=batch_id).exists():
        raise BatchNotFound(f"There is no batch with key {batch_id}.", batch_id=batch_id)
    inside = Q(batch_id=batch_id) | Q(lines__tasks__batch_id=batch_id, lines__tasks__state__in=LIVE_TASKS)
    works = FulfillmentOrder.objects.filter(inside, state__in=[WorkState.OPEN, WorkState.RELEASED]).distinct()
    work_ids = list(works.order_by("pk").values_list("pk", flat=True))
    _lock_orders_and_lines(work_ids)
    # Those in other batches, too: an order that is taken back leaves every zone's walk.
    tasks = PickTask.objects.select_for_update(of=("self",), no_key=True)
    live = tasks.filter(Q(batch_id=batch_id) | Q(line__fulfillment_order__in=work_ids), state__in=LIVE_TASKS)
    list(live.order_by("pk").values_list("pk", flat=True))
    batch = lock_batch(batch_id)
    _lock_levels(work_ids)
    return batch, work_ids


def lock_parcel(parcel_id: int) -> Parcel:
    """The parcel, locked after its order and work (cached as ``parcel.fulfillment_order``). Raises ParcelNotFound."""
    work_id = Parcel.objects.filter(pk=parcel_id).values_list("fulfillment_order_id", flat=True).first()
    if work_id is None:
        raise ParcelNotFound(f"There is no parcel with key {parcel_id}.", parcel_id=parcel_id)
    work = lock_work(work_id)
    parcel = Parcel.objects.select_for_update(of=("self",), no_key=True).select_related("packaging").get(pk=parcel_id)
    parcel.fulfillment_order = work
    return parcel


def lock_parcel_and_its_work(parcel_id: int) -> Parcel:
    """For scans at the bench: the work's row makes two of them take turns; the order is left alone.

    Raises ParcelNotFound.
    """
    # Rows are locked as they are named: the work first, as whoever closes the parcel does.
    parcels = Parcel.objects.select_for_update(of=("fulfillment_order", "self"), no_key=True)
    parcel = parcels.select_related("fulfillment_order").filter(pk=parcel_id).first()
    if parcel is None:
        raise ParcelNotFound(f"There is no parcel with key {parcel_id}.", parcel_id=parcel_id)
    return parcel
