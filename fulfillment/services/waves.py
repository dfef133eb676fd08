"""Waves: batches planned together for a cutoff, looked at, then given to the floor or called off.

Planning is set-based and touches no order; releasing is one effect per batch, so a wave of thousands
is never one transaction, and whatever dies in between goes on where it was.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from core.actors import Actor, ensure_may
from core.bulk import update_rows
from core.effects import NewEffect, insert_effects
from core.errors import InvalidInput
from core.fsm import perform
from core.numbers import next_number, next_numbers
from core.service import service
from fulfillment.batching import BatchPlan, plan_batches, slots_of
from fulfillment.errors import BatchNotFound
from fulfillment.locks import drafts_and_work_of, drafts_of, lock_batch, lock_for_release, lock_wave, works_to_plan
from fulfillment.models import FulfillmentOrder, PickBatch, Wave
from fulfillment.selectors.loads import limits_of, loads_of
from fulfillment.selectors.releasing import NO_FILTER, ReleaseFilter, work_to_release
from fulfillment.services.releasing import Refused, release_into
from fulfillment.statuses import BatchKind, BatchState, WaveState, WorkState

RELEASE, TAKE_BACK = "fulfillment.tasks.release_planned_batch", "fulfillment.tasks.take_batch_back"

_PLAN = """
UPDATE fulfillment_fulfillmentorder f SET batch_id = v.batch_id, left_out_because = ''
FROM unnest(%s::bigint[], %s::bigint[]) AS v (work_id, batch_id)
WHERE f.id = v.work_id
"""


@service
def plan_wave(
    *,
    warehouse_id: int,
    actor: Actor,
    wanted: ReleaseFilter = NO_FILTER,
    kind: BatchKind = BatchKind.CLUSTER,
) -> Wave:
    """A planned wave of all ``wanted`` work that can be released, in batches within the warehouse's limits.

    Orders notice nothing of it. A constant number of statements. Raises NotPermitted, and InvalidInput
    when there is nothing to plan.
    """
    ensure_may(actor, "fulfillment.lead_floor")
    waiting = wanted.apply(work_to_release(warehouse_id)).order_by()
    free = works_to_plan(waiting.values_list("pk", flat=True))
    loads = loads_of(sorted(free))
    if kind == BatchKind.SINGLE_ITEM:
        loads = [load for load in loads if load.only_sku is not None]
    if not loads:
        raise InvalidInput("Nothing that waits fits this plan. Choose a later cutoff or another kind.", field="due_by")
    wave = Wave.objects.create(
        number=next_number("wave"), warehouse_id=warehouse_id, kind=kind, due_by=wanted.due_by, created_by=actor.label
    )
    _write_plan(wave, plan_batches(loads, kind=kind, limits=limits_of(warehouse_id)))
    return wave


def _write_plan(wave: Wave, plans: Sequence[BatchPlan]) -> None:
    batches = PickBatch.objects.bulk_create(
        PickBatch(
            number=number, warehouse_id=wave.warehouse_id, wave=wave, kind=plan.kind, created_by=wave.created_by
        )
        for plan, number in zip(plans, next_numbers("batch", len(plans)), strict=True)
    )  # fmt: skip
    pairs = [(load.work_id, batch.pk) for plan, batch in zip(plans, batches, strict=True) for load in plan.loads]
    with connection.cursor() as cursor:
        cursor.execute(_PLAN, [list(column) for column in zip(*pairs, strict=True)])


@service
def release_wave(*, wave_id: int, actor: Actor) -> Wave:
    """The wave is with the floor: every batch of it follows by an effect of its own, once.

    Raises NotPermitted, WaveNotFound and MoveRefused unless it is planned and has batches.
    """
    wave = lock_wave(wave_id)
    perform(wave, "release", actor=actor, now=timezone.now())
    wave.released_by = actor.label
    wave.save(update_fields=["state", "released_at", "released_by"])
    _promise(RELEASE, [batch.pk for batch in drafts_of(wave)])
    return wave


@service
def release_planned_batch(*, batch_id: int, actor: Actor, now: datetime | None = None) -> Sequence[Refused]:
    """The batch of a released wave with its walk; what was refused waits in the pool, and this tells why.

    A repeat changes nothing. A batch nothing is left of is canceled. Raises BatchNotFound.
    """
    now = now or timezone.now()
    work_ids = _planned_in(batch_id)
    if not PickBatch.objects.filter(pk=batch_id).exists():
        raise BatchNotFound(f"There is no batch with key {batch_id}.", batch_id=batch_id)
    lock_for_release(work_ids)
    batch = lock_batch(batch_id)
    if batch.state != BatchState.DRAFT or batch.wave is None or batch.wave.state != WaveState.RELEASED:
        return []
    # Read anew under the locks: a lead may have taken an order out while this waited for them.
    loads = loads_of(sorted({*_planned_in(batch_id)} & {*work_ids}))
    kind = BatchKind(batch.kind)
    plan = BatchPlan(kind, loads, slots_of(loads, kind))
    released, _, refused = release_into(batch, plan, actor=actor, now=now)
    _leave_out(batch_id, refused)
    if not released:
        perform(batch, "cancel", actor=actor, now=now)
        batch.save(update_fields=["state", "finished_at"])
    return refused


def _planned_in(batch_id: int) -> list[int]:
    """The open works of the batch, by key."""
    planned = FulfillmentOrder.objects.filter(batch_id=batch_id, state=WorkState.OPEN)
    return list(planned.order_by("pk").values_list("pk", flat=True))


def _leave_out(batch_id: int, refused: Sequence[Refused]) -> None:
    """What is still open waits in the pool again, what was refused with the reason."""
    planned = FulfillmentOrder.objects.filter(batch_id=batch_id, state=WorkState.OPEN)
    for one in refused:
        planned.filter(pk=one.fulfillment_order_id).update(batch=None, left_out_because=one.reason[:300])
    planned.update(batch=None)


@service
def cancel_wave(*, wave_id: int, actor: Actor) -> Wave:
    """All work of the wave waits in the pool again; batches already with the floor follow by an effect each.

    Raises NotPermitted, WaveNotFound, and MoveRefused once a picker has begun one of its batches.
    """
    now = timezone.now()
    wave = lock_wave(wave_id)
    perform(wave, "cancel", actor=actor, now=now)
    wave.save(update_fields=["state", "canceled_at"])
    drafts = drafts_and_work_of(wave)
    for batch in drafts:
        perform(batch, "cancel", actor=actor, now=now)
    update_rows(PickBatch, drafts, {"state": "text", "finished_at": "timestamptz"})
    FulfillmentOrder.objects.filter(batch__in=drafts, state=WorkState.OPEN).update(batch=None)
    with_the_floor = wave.batches.filter(state=BatchState.RELEASED).order_by("pk")
    _promise(TAKE_BACK, list(with_the_floor.values_list("pk", flat=True)))
    return wave


def _promise(task: str, batch_ids: Sequence[int]) -> None:
    name = task.rpartition(".")[2]
    insert_effects([
        NewEffect(task=task, queue="default", key=f"{name}:{pk}", payload={"batch_id": pk}, priority=0)
        for pk in batch_ids
    ])  # fmt: skip
