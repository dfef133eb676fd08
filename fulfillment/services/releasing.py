"""Give work to the floor: a batch of orders and the walk through their bins."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused, OmsError
from core.fsm import perform
from core.numbers import next_number
from core.service import service
from fulfillment.errors import NothingToRelease
from fulfillment.locks import lock_for_release, lock_work
from fulfillment.models import FulfillmentLine, FulfillmentOrder, PickBatch, PickTask
from fulfillment.selectors.bins import FreeBin, free_bins
from fulfillment.selectors.releasing import work_to_release
from fulfillment.services.opening import open_fulfillment
from fulfillment.services.reducing import take_out
from orders.lifecycle import holds_of, no_hold_blocks_release
from orders.locks import lock_lines
from orders.services.recording.floor import record_release
from orders.services.recording.places import Place

BATCH_LIMIT = 100


@dataclass(frozen=True)
class Refused:
    """Work that stays open, and why."""

    fulfillment_order_id: int
    number: str
    reason: str


@dataclass(frozen=True)
class ReleaseReport:
    """What one release did; ``batch`` is None when nothing could be released."""

    batch: PickBatch | None
    released: Sequence[FulfillmentOrder]
    refused: Sequence[Refused]


@service
def release_next(*, warehouse_id: int, count: int, actor: Actor, now: datetime | None = None) -> ReleaseReport:
    """Release the ``count`` most urgent works that can be released. Raises NothingToRelease."""
    wanted = work_to_release(warehouse_id)[: min(count, BATCH_LIMIT)]
    work_ids = list(wanted.values_list("pk", flat=True))
    return release_work(warehouse_id=warehouse_id, work_ids=work_ids, actor=actor, now=now)


@service
def release_work(
    *, warehouse_id: int, work_ids: Iterable[int], actor: Actor, now: datetime | None = None
) -> ReleaseReport:
    """One batch of the named works with a pick task per bin; what is refused stays open, the rest goes.

    The orders learn of it in the same commit. Raises NotPermitted, and NothingToRelease when none
    could be released.
    """
    ensure_may(actor, "fulfillment.release_work")
    now = now or timezone.now()
    named = FulfillmentOrder.objects.filter(pk__in=list(work_ids), warehouse_id=warehouse_id)
    in_order = list(named.order_by("order_id", "pk").values_list("pk", "number"))
    if not in_order:
        raise NothingToRelease("Nothing was chosen that could be released. Choose at least one order.", refused=[])
    lock_for_release([work_id for work_id, _ in in_order])
    batch = PickBatch.objects.create(number=next_number("batch"), warehouse_id=warehouse_id, created_by=actor.label)
    released: list[FulfillmentOrder] = []
    refused: list[Refused] = []
    for work_id, number in in_order:
        try:
            # A savepoint of its own: one order that is refused leaves the others.
            with transaction.atomic():
                work = _release_one(work_id=work_id, batch=batch, slot=len(released) + 1, actor=actor, now=now)
        except OmsError as error:
            refused.append(Refused(work_id, number, error.message))
        else:
            released.append(work)
    if not released:
        reasons = " ".join(f"{one.number}: {one.reason}" for one in refused[:3])
        raise NothingToRelease(f"Nothing could be released. {reasons}", refused=[one.reason for one in refused])
    perform(batch, "release", actor=actor, now=now)
    batch.save(update_fields=["state", "released_at"])
    return ReleaseReport(batch, released, refused)


@service
def _release_one(*, work_id: int, batch: PickBatch, slot: int, actor: Actor, now: datetime) -> FulfillmentOrder:
    work = lock_work(work_id)
    lock_lines(work.order)
    has_held = _leave_held(work, now=now)
    perform(work, "release", actor=actor, now=now)
    work.batch, work.tote = batch, f"{batch.number}-{slot}"
    units: dict[Place, int] = defaultdict(int)
    lines = [line for line in work.lines.all() if line.due]
    for line in lines:
        units[line.order_line_id, line.level_id] += line.due
    record_release(order_id=work.order_id, units=units, actor=actor, now=now)
    plan_tasks(lines, batch, tote=work.tote)
    work.save(update_fields=["state", "released_at", "batch", "tote"])
    if has_held:
        # What was left out waits as open work of its own.
        open_fulfillment(work.order_id, actor=actor, now=now)
    return work


def _leave_held(work: FulfillmentOrder, *, now: datetime) -> bool:
    """Take lines on hold out of the work, so that the others can go; true when some were.

    Nothing is taken out where the hold keeps the whole: the order's release refuses that with the reason.
    """
    if list(no_hold_blocks_release.find(work.order)):
        return False
    holds = holds_of(work.order, "release")
    held = {(line.order_line_id, line.level_id): line.due for line in work.lines.all() if line.order_line_id in holds}
    if not held:
        return False
    if len(held) == sum(1 for line in work.lines.all() if line.due):
        raise MoveRefused("release", [blocker for blockers in holds.values() for blocker in blockers])
    take_out([work], held, now=now)
    return True


def plan_tasks(lines: Sequence[FulfillmentLine], batch: PickBatch, *, tote: str) -> list[PickTask]:
    """A task for every bin that covers the unpicked units of ``lines``, in walking order.

    The caller holds the locks of the levels. Raises MoveRefused when the bins hold too little that
    nobody else is sent for.
    """
    bins = free_bins({line.level_id for line in lines if line.level_id is not None})
    tasks: list[PickTask] = []
    for line in lines:
        if line.level_id is None:
            tasks.append(PickTask(batch=batch, line=line, quantity=line.unpicked, tote=tote))
            continue
        tasks.extend(_tasks_of_line(line, bins[line.level_id], batch, tote))
    return PickTask.objects.bulk_create(tasks)


def _tasks_of_line(line: FulfillmentLine, bins: list[FreeBin], batch: PickBatch, tote: str) -> list[PickTask]:
    tasks = []
    left = line.unpicked
    for place in bins:
        units = min(left, place.free)
        if units > 0:
            place.free -= units
            left -= units
            tasks.append(
                PickTask(
                    batch=batch, line=line, location=place.location, lot=place.lot, quantity=units, tote=tote,
                    sequence=place.location.pick_sequence,
                )
            )  # fmt: skip
    if left:
        sentence = f"{left} units of {line.order_line.name} lie in no bin that is free to pick."
        raise MoveRefused("release", [Blocker("no_bin", sentence, fix="Put the goods away or count the bins.")])
    return tasks
