"""A warehouse cannot do a piece of work: the order finds its goods elsewhere."""

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput, MoveRefused
from core.fsm import perform
from core.service import service
from fulfillment.locks import lock_work
from fulfillment.models import FulfillmentOrder
from fulfillment.selectors.rejecting import reject_blockers
from fulfillment.services.progress import save_work_lines
from orders.services.resourcing import resource_order


@service
def reject_work(*, fulfillmentorder_id: int, actor: Actor, reason: str) -> FulfillmentOrder:
    """The work, rejected: its units left it, and other warehouses were asked in the same commit.

    This warehouse is never asked for the order again. Raises NotPermitted, InvalidInput without a
    reason, and MoveRefused once the work is released or when nobody else is left to ask.
    """
    if not reason.strip():
        raise InvalidInput("Say why this warehouse cannot do it; the office wants to know.", field="reason")
    work = lock_work(fulfillmentorder_id)
    ensure_may(actor, "fulfillment.release_work")
    if reasons := reject_blockers(work):
        raise MoveRefused("reject", reasons)
    lines = list(work.lines.all())
    for line in lines:
        line.canceled += line.due
    save_work_lines(lines)
    perform(work, "reject", actor=actor, now=timezone.now())
    work.cancel_reason = reason[:200]
    work.save(update_fields=["state", "canceled_at", "cancel_reason"])
    resource_order(order_id=work.order_id, warehouse_id=work.warehouse_id, actor=actor, reason=reason)
    return work
