"""What is still open about an order's money, for its notice board."""

from core.actors import SYSTEM, Actor
from core.service import service
from orders.locks import lock_order
from orders.services.recording.counts import record_open
from payments.models import MoneyTask, Refund
from payments.statuses import RefundState

# Those that wait for a person. One that is with the gateway is still owed: the balance says so.
WAITING_REFUNDS = (RefundState.GRANTED, RefundState.APPROVED, RefundState.FAILED)


@service
def count_open_money(*, order_id: int, actor: Actor = SYSTEM) -> int:
    """How many refunds of the order wait for a person and how many tasks are open; its notice board knows it now.

    Counted under the order's lock: of two that count at once the later one sees what the earlier one saw.
    """
    lock_order(order_id)
    refunds = Refund.objects.filter(order_id=order_id, state__in=WAITING_REFUNDS).count()
    count = refunds + MoneyTask.objects.filter(order_id=order_id, closed_at=None).count()
    record_open(order_id=order_id, money=count, actor=actor)
    return count
