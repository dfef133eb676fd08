"""Take work out of batches that nobody has begun: it waits in the pool again."""

from django.db import transaction

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused, OmsError
from core.service import service
from fulfillment.locks import lock_batch_and_its_work, lock_work
from fulfillment.models import FulfillmentOrder
from fulfillment.services.taking_back import take_back
from fulfillment.statuses import BatchState, WorkState


@service
def take_batch_back(*, batch_id: int, actor: Actor, reason: str = "") -> int:
    """How many orders of the batch wait in the pool again; the emptied batch is canceled.

    Raises NotPermitted, BatchNotFound, and MoveRefused once a picker has begun it or when none could go back.
    """
    ensure_may(actor, "fulfillment.release_work")
    batch, work_ids = lock_batch_and_its_work(batch_id)
    if batch.state != BatchState.RELEASED:
        sentence = f"it is {batch.get_state_display().lower()}; only a batch that nobody has begun goes back whole."
        fix = "Take back single orders of it that are not picked yet."
        raise MoveRefused("take_back", [Blocker("begun", sentence, fix=fix, turns_on=batch.state)])
    taken, reasons = 0, []
    for work_id in work_ids:
        try:
            # Of an order that meets at the bench another zone may be picked already; it leaves the others.
            with transaction.atomic():
                take_back(fulfillmentorder_id=work_id, actor=actor, reason=reason)
        except OmsError as error:
            reasons.append(error.message)
        else:
            taken += 1
    if not taken:
        raise MoveRefused("take_back", [Blocker("picked", " ".join(reasons[:3]) or "it has no orders any more.")])
    return taken


@service
def take_out_of_batch(*, fulfillmentorder_id: int, actor: Actor, reason: str = "") -> FulfillmentOrder:
    """One work leaves its batch: a planned one its wave, a released one its walk. It waits in the pool.

    Raises NotPermitted, WorkNotFound, and MoveRefused once units are picked.
    """
    ensure_may(actor, "fulfillment.release_work")
    work = lock_work(fulfillmentorder_id)
    if work.state != WorkState.OPEN:
        return take_back(fulfillmentorder_id=fulfillmentorder_id, actor=actor, reason=reason)
    work.batch = None
    work.save(update_fields=["batch"])
    return work
