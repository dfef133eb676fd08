"""Give work to the floor: batches of orders and the walks through their bins."""

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
from fulfillment.batching import BatchPlan, Load, plan_batches
from fulfillment.errors import NothingToRelease
from fulfillment.locks import lock_for_release, lock_work
from fulfillment.models import FulfillmentOrder, PickBatch
from fulfillment.selectors.loads import limits_of, loads_of
from fulfillment.selectors.releasing import NO_FILTER, ReleaseFilter, work_to_release
from fulfillment.services.opening import open_fulfillment
from fulfillment.services.reducing import take_out
from fulfillment.services.walking import Carts, first_of, plan_tasks
from fulfillment.statuses import BatchKind, WorkState
from orders.lifecycle import holds_of, no_hold_blocks_release
from orders.locks import lock_lines
from orders.services.recording.floor import record_release
from orders.services.recording.places import Place

BATCH_LIMIT = 100
SEVERAL_PRODUCTS = "It has several products; release it with other orders."


@dataclass(frozen=True)
class Refused:
    """Work that stays open, and why."""

    fulfillment_order_id: int
    number: str
    reason: str


@dataclass(frozen=True)
class ReleaseReport:
    """What one release did; ``batches`` is empty when nothing could be released."""

    batches: Sequence[PickBatch]
    released: Sequence[FulfillmentOrder]
    refused: Sequence[Refused]

    @property
    def batch(self) -> PickBatch | None:
        """The first of the batches, the only one where no limit parted them."""
        return self.batches[0] if self.batches else None


@service
def release_next(
    *,
    warehouse_id: int,
    count: int,
    actor: Actor,
    wanted: ReleaseFilter = NO_FILTER,
    kind: BatchKind = BatchKind.CLUSTER,
    now: datetime | None = None,
) -> ReleaseReport:
    """Release the ``count`` most urgent works of those ``wanted`` that can be released.

    Raises NothingToRelease and what ``release_work`` raises.
    """
    works = list(wanted.apply(work_to_release(warehouse_id)).values_list("pk", flat=True))
    if kind == BatchKind.SINGLE_ITEM:
        single = {load.work_id for load in loads_of(works) if load.only_sku is not None}
        works = [pk for pk in works if pk in single]
    chosen = works[: min(count, BATCH_LIMIT)]
    return release_work(warehouse_id=warehouse_id, work_ids=chosen, actor=actor, kind=kind, now=now)


@service
def release_work(
    *,
    warehouse_id: int,
    work_ids: Iterable[int],
    actor: Actor,
    kind: BatchKind = BatchKind.CLUSTER,
    now: datetime | None = None,
) -> ReleaseReport:
    """The named works in batches within the warehouse's limits; what is refused stays open, the rest goes.

    The orders learn of it in the same commit. Raises NotPermitted, and NothingToRelease when none
    could be released.
    """
    ensure_may(actor, "fulfillment.release_work")
    now = now or timezone.now()
    named = FulfillmentOrder.objects.filter(pk__in=list(work_ids), warehouse_id=warehouse_id)
    numbers = dict(named.order_by("order_id", "pk").values_list("pk", "number"))
    if not numbers:
        raise NothingToRelease("Nothing was chosen that could be released. Choose at least one order.", refused=[])
    loads = loads_of(numbers)
    measured = {load.work_id for load in loads}
    refused = [Refused(pk, number, "It has no units left.") for pk, number in numbers.items() if pk not in measured]
    if kind == BatchKind.SINGLE_ITEM:
        refused += [Refused(load.work_id, load.number, SEVERAL_PRODUCTS) for load in loads if load.only_sku is None]
        loads = [load for load in loads if load.only_sku is not None]
    lock_for_release(sorted(numbers))
    released: list[FulfillmentOrder] = []
    batches: list[PickBatch] = []
    for plan in plan_batches(loads, kind=kind, limits=limits_of(warehouse_id)):
        batch = PickBatch(warehouse_id=warehouse_id, kind=kind, created_by=actor.label)
        own, carts, not_these = release_into(batch, plan, actor=actor, now=now)
        released, batches, refused = [*released, *own], [*batches, *carts], [*refused, *not_these]
    if not released:
        reasons = " ".join(f"{one.number}: {one.reason}" for one in refused[:3])
        raise NothingToRelease(f"Nothing could be released. {reasons}", refused=[one.reason for one in refused])
    return ReleaseReport(batches, released, refused)


def release_into(
    batch: PickBatch, plan: BatchPlan, *, actor: Actor, now: datetime
) -> tuple[list[FulfillmentOrder], list[PickBatch], list[Refused]]:
    """The plan's works released in ``batch`` (and one more per further zone): works, batches, and what was refused.

    The caller holds the locks of ``lock_for_release``. A batch that is new and stays empty is not kept.
    """
    is_new = batch.pk is None
    if is_new:
        batch.number = next_number("batch")
        batch.save(force_insert=True)
    carts = Carts(batch)
    released: list[FulfillmentOrder] = []
    refused: list[Refused] = []
    for load in sorted(plan.loads, key=lambda load: load.work_id):
        kept = carts.kept()
        try:
            # A savepoint of its own: one order that is refused leaves the others.
            with transaction.atomic():
                released.append(_release_one(load, carts, slot=plan.slots[load.work_id], actor=actor, now=now))
        except OmsError as error:
            carts.forget(kept)
            refused.append(Refused(load.work_id, load.number, error.message))
    if not released:
        if is_new:
            batch.delete()
        return [], [], refused
    for cart in carts.all:
        perform(cart, "release", actor=actor, now=now)
        cart.save(update_fields=["state", "released_at", "zone"])
    return released, carts.all, refused


@service
def _release_one(load: Load, carts: Carts, *, slot: int, actor: Actor, now: datetime) -> FulfillmentOrder:
    work = lock_work(load.work_id)
    _ensure_not_planned_elsewhere(work, carts.first)
    lock_lines(work.order)
    has_held = _leave_held(work, now=now)
    perform(work, "release", actor=actor, now=now)
    units: dict[Place, int] = defaultdict(int)
    lines = [line for line in work.lines.all() if line.due]
    for line in lines:
        units[line.order_line_id, line.level_id] += line.due
    record_release(order_id=work.order_id, units=units, actor=actor, now=now)
    first = first_of(plan_tasks(lines, carts, slot=slot))
    work.batch, work.tote, work.left_out_because = first.batch, first.tote, ""
    work.save(update_fields=["state", "released_at", "batch", "tote", "left_out_because"])
    if has_held:
        # What was left out waits as open work of its own.
        open_fulfillment(work.order_id, actor=actor, now=now)
    return work


def _ensure_not_planned_elsewhere(work: FulfillmentOrder, batch: PickBatch) -> None:
    """Raises MoveRefused for open work that a wave has planned."""
    if work.state == WorkState.OPEN and work.batch_id not in (None, batch.pk):
        wave = PickBatch.objects.values_list("wave__number", flat=True).get(pk=work.batch_id)
        fix = "Release the wave, or take the order out of it."
        raise MoveRefused("release", [Blocker("planned", f"it is planned in wave {wave}.", fix=fix)])


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
