"""Take released work back into the pool before anybody touched it."""

from collections import defaultdict
from datetime import datetime

from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.fsm import perform
from core.service import service
from fulfillment.locks import live_tasks_of, live_work_of, lock_work
from fulfillment.models import FulfillmentOrder
from fulfillment.services.opening import open_fulfillment
from fulfillment.services.progress import settle_batch
from fulfillment.services.reducing import take_out
from fulfillment.statuses import WorkState
from orders.services.recording.floor import record_unrelease
from orders.services.recording.places import Place


@service
def take_back(*, fulfillmentorder_id: int, actor: Actor, reason: str = "") -> FulfillmentOrder:
    """The work is open again and out of its batch, joined by what was open for the order in the building.

    Raises NotPermitted, and MoveRefused once it is picked.
    """
    now = timezone.now()
    work = lock_work(fulfillmentorder_id)
    perform(work, "take_back", actor=actor)
    units: dict[Place, int] = defaultdict(int)
    for line in work.lines.all():
        units[line.order_line_id, line.level_id] += line.due
    record_unrelease(order_id=work.order_id, units=units, actor=actor, reason=reason)
    batches = {work.batch_id}
    for task in live_tasks_of(line.pk for line in work.lines.all()):
        batches.add(task.batch_id)
        perform(task, "cancel", actor=SYSTEM, now=now)
        task.picked_quantity = 0
        task.save(update_fields=["state", "picked_quantity", "finished_at"])
    others = _clear_open_work(work, now=now)
    work.batch, work.tote = None, ""
    work.save(update_fields=["state", "released_at", "batch", "tote"])
    for batch_id in sorted(filter(None, batches)):
        settle_batch(batch_id, now=now)
    if others:
        open_fulfillment(work.order_id, actor=actor, now=now)
    return work


def _clear_open_work(work: FulfillmentOrder, *, now: datetime) -> bool:
    """End the work that opened meanwhile for the same order and building: there is one at a time; true if any."""
    others = [
        one
        for one in live_work_of(work.order)
        if one.warehouse_id == work.warehouse_id and one.state == WorkState.OPEN and one.pk != work.pk
    ]
    for other in others:
        units: dict[Place, int] = {(line.order_line_id, line.level_id): line.due for line in other.lines.all()}
        take_out([other], units, now=now)
    return bool(others)
