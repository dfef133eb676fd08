"""An order nobody paid for ends only when no money is on its way: the gateway is asked first."""

from core.actors import SYSTEM, Actor
from core.errors import MoveRefused, OutcomeUnknown, Unavailable
from core.service import service
from orders.locks import lock_order
from orders.selectors.worth import payable
from orders.services.canceling import expire_order
from orders.statuses import OrderState, PaymentStatus
from payments.selectors.unsettled import attempts_in_flight, checks_in_hand
from payments.services.asking import move_money

UNPAID = (PaymentStatus.PENDING,)


def expire_unpaid(*, order_id: int) -> bool:
    """End an order whose customer did not pay in time; tells whether it ended.

    Not a service: what is under way is asked about with no lock held, and what the gateway says is recorded by itself.
    While the gateway cannot be asked, or does not know, the order lives on; it is asked about again in an hour.
    """
    for transaction_id in list(attempts_in_flight(order_id).values_list("pk", flat=True)):
        try:
            move_money(transaction_id=transaction_id, is_repeat=True)
        except (Unavailable, OutcomeUnknown):
            return False
    return expire_when_unpaid(order_id=order_id, actor=SYSTEM)


@service
def expire_when_unpaid(*, order_id: int, actor: Actor) -> bool:
    """Expire the order unless it was paid, moved on or has an attempt in flight; tells whether it did."""
    order = lock_order(order_id)
    is_unpaid = (
        order.state == OrderState.PLACED and order.payment_status in UNPAID and payable(order) > order.delayed_amount
    )
    if not is_unpaid or attempts_in_flight(order_id).exists() or checks_in_hand(order_id).exists():
        return False
    try:
        expire_order(order_id=order_id, actor=actor, reason="Not paid in time.")
    except MoveRefused:
        # What stands in the way tells itself on the order's page; the next sweep looks again.
        return False
    return True
