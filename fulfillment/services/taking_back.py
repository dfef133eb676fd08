"""Take released work back into the pool before anybody touched it."""

from collections import defaultdict

from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.fsm import perform
from core.service import service
from fulfillment.locks import live_tasks_of, lock_work
from fulfillment.models import FulfillmentOrder
from fulfillment.services.progress import settle_batch
from orders.services.recording.floor import record_unrelease
from orders.services.recording.places import Place


@service
def take_back(*, fulfillmentorder_id: int, actor: Actor, reason: str = "") -> FulfillmentOrder:
    """The work is open again and out of its batch. Raises NotPermitted, and MoveRefused once it is picked."""
    now = timezone.now()
    work = lock_work(fulfillmentorder_id)
    perform(work, "take_back", actor=actor)
    units: dict[Place, int] = defaultdict(int)
    for line in work.lines.all():
        units[line.order_line_id, line.level_id] += line.due
    record_unrelease(order_id=work.order_id, units=units, actor=actor, reason=reason)
    for task in live_tasks_of(line.pk for line in work.lines.all()):
        perform(task, "cancel", actor=SYSTEM, now=now)
        task.picked_quantity = 0
        task.save(update_fields=["state", "picked_quantity", "finished_at"])
    batch_id = work.batch_id
    work.batch, work.tote = None, ""
    work.save(update_fields=["state", "released_at", "batch", "tote"])
    if batch_id is not None:
        settle_batch(batch_id, now=now)
    return work
