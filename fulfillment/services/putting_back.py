"""Put picked units back: the office asks, the floor does it, and only then the order lets them go.

Goods that are not to be sold again go to quarantine or are thrown away instead, in the commit that cancels them: in
between nobody else can be promised them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.fsm import perform
from core.service import service
from fulfillment.events import CancelRequested, UnitsPutBack
from fulfillment.locks import live_tasks_of, lock_work
from fulfillment.models import FulfillmentLine, FulfillmentOrder, PickTask
from fulfillment.services.closing import cancel_parcel
from fulfillment.services.progress import advance, save_work_lines, settle_batch
from fulfillment.statuses import IN_THE_HOUSE, PickedGoods, WorkState
from inventory.models import LocationKind
from inventory.selectors.locations import special_location
from inventory.services.discarding import UnitsAt, discard_many
from inventory.services.moving import UnitMove, move_many
from orders.services.canceling import cancel_put_back
from orders.services.claims import lock_claims
from orders.services.recording.floor import record_unpicked, record_unrelease
from orders.services.recording.places import Place, by_line
from orders.services.refund_wishes import wish_refund


@service
def request_put_back(
    *, fulfillmentorder_id: int, actor: Actor, reason: str, picked_goods: str = PickedGoods.RESTOCK, refund_to: str = ""
) -> FulfillmentOrder:
    """The office wants the work canceled: picking stops and the floor sees what to do with what was picked.

    ``refund_to`` says where captured money goes; empty, as the order has it. Raises NotPermitted, InvalidInput
    without a reason and for goods or a refund that cannot go there, and MoveRefused when a parcel has a label or left.
    """
    if not reason.strip():
        raise InvalidInput("Say why it is canceled; the floor and the customer want to know.", field="reason")
    if picked_goods not in PickedGoods.values:
        raise InvalidInput(f"Picked goods can be: {', '.join(PickedGoods.values)}.", field="picked_goods")
    now = timezone.now()
    work = lock_work(fulfillmentorder_id)
    perform(work, "request_cancel", actor=actor)
    work.cancel_reason, work.picked_goods = reason.strip()[:200], picked_goods
    work.save(update_fields=["state", "cancel_reason", "picked_goods"])
    batches = {work.batch_id}
    for task in live_tasks_of(line.pk for line in work.lines.all()):
        batches.add(task.batch_id)
        perform(task, "cancel", actor=SYSTEM, now=now)
        task.picked_quantity = 0
        task.save(update_fields=["state", "picked_quantity", "finished_at"])
    for batch_id in sorted(filter(None, batches)):
        settle_batch(batch_id, now=now)
    wish_refund(order_id=work.order_id, refund_to=refund_to, actor=actor)
    fact = CancelRequested(order_id=work.order_id, fulfillment_order_id=work.pk)
    publish(fact, actor=actor, changes={"picked_goods": [None, picked_goods]}, note=reason)
    return work


@service
def put_back(*, fulfillmentorder_id: int, actor: Actor) -> FulfillmentOrder:
    """Everything lies where the office wants it; the order's units are canceled in the same commit.

    Raises NotPermitted, and MoveRefused unless the office asked for it.
    """
    ensure_may(actor, "fulfillment.put_back")
    now = timezone.now()
    work = lock_work(fulfillmentorder_id)
    if work.state != WorkState.CANCEL_REQUESTED:
        sentence = f"it is {work.get_state_display().lower()}; nobody asked to cancel it."
        raise MoveRefused("put_back", [Blocker("wrong_state", sentence, turns_on=work.state)])
    for parcel_id in work.parcels.filter(state__in=IN_THE_HOUSE).values_list("pk", flat=True):
        cancel_parcel(parcel_id=parcel_id, actor=actor, reason=work.cancel_reason)
    work = lock_work(fulfillmentorder_id)
    # Every level the lines claim, by key, before the bins' own level is touched: a line may claim in two buildings.
    # What is left of a kit is called off with it, so all of the order's lines count.
    lock_claims({line.pk: 1 for line in work.order.lines.all()})
    ways = _ways_back(work)
    picked: dict[Place, int] = defaultdict(int)
    due: dict[Place, int] = defaultdict(int)
    for line in work.lines.all():
        picked[line.order_line_id, line.level_id] += line.picked - line.shipped
        due[line.order_line_id, line.level_id] += line.due - line.shipped
        line.picked, line.canceled = line.shipped, line.quantity - line.shipped
    save_work_lines(work.lines.all())
    advance(work, now=now)
    units = {place: count for place, count in due.items() if count}
    record_unpicked(order_id=work.order_id, units=picked, actor=actor, reason=work.cancel_reason)
    record_unrelease(order_id=work.order_id, units=units, actor=actor, reason=work.cancel_reason)
    # Who asked had the right to cancel; the floor's hands only made it possible.
    cancel_put_back(order_id=work.order_id, units=by_line(units), actor=SYSTEM, reason=work.cancel_reason)
    # No claim counts on them any more, and their levels are still locked: nobody can be promised them.
    _carry(work, ways, actor=actor)
    publish(UnitsPutBack(order_id=work.order_id, fulfillment_order_id=work.pk), actor=actor)
    return work


def _ways_back(work: FulfillmentOrder) -> list[UnitMove]:
    """Each picked unit's way from the bench into the bin it came from, by lot."""
    bench = special_location(work.warehouse_id, LocationKind.PACKING)
    return [move for line in work.lines.all() for move in _ways_of(line, bench.pk)]


def _carry(work: FulfillmentOrder, ways: Sequence[UnitMove], *, actor: Actor) -> None:
    """Back into the bins, or to quarantine, or from there off the books, as the office wants it."""
    if not ways:
        return
    if work.picked_goods != PickedGoods.RESTOCK:
        quarantine = special_location(work.warehouse_id, LocationKind.QUARANTINE)
        ways = [replace(move, to_location_id=quarantine.pk) for move in ways]
    move_many(moves=ways, cause_kind="put_back", cause_reference=work.number, actor=actor)
    if work.picked_goods == PickedGoods.SCRAP:
        gone = [UnitsAt(move.level_id, move.to_location_id, move.quantity, move.lot) for move in ways]
        discard_many(goods=gone, cause_kind="put_back", cause_reference=work.number, actor=actor)


def _ways_of(line: FulfillmentLine, bench_id: int) -> list[UnitMove]:
    """Units of a line go back into the bins they were taken from."""
    left = line.picked - line.shipped
    moves = []
    if line.level_id is None:
        return []
    for task in PickTask.objects.filter(line=line, finished_at__isnull=False, picked_quantity__gt=0).order_by("-pk"):
        units = min(left, task.picked_quantity)
        if units and task.location_id is not None:
            left -= units
            moves.append(UnitMove(line.level_id, bench_id, task.location_id, units, task.lot))
    return moves
