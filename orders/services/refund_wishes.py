"""Where the customer wants money back that an order no longer costs; payments asks when it settles."""

from core.actors import Actor
from core.errors import InvalidInput
from core.service import service
from orders.events import RefundWished
from orders.locks import lock_lines, lock_order
from orders.models import Order
from orders.services.saving import Changes, save_order
from orders.statuses import RefundTo


@service
def wish_refund(*, order_id: int, refund_to: str, actor: Actor) -> Order:
    """The order, whose money goes back as wished from now on. The caller's use case has checked the right.

    The same wish again changes nothing. Raises InvalidInput as ``apply_refund_wish`` does.
    """
    order = lock_order(order_id)
    changes = apply_refund_wish(order, refund_to)
    if changes:
        save_order(
            order, list(lock_lines(order).values()), fields=["refund_to"], facts=[RefundWished(order_id=order.pk)],
            actor=actor, changes=changes,
        )  # fmt: skip
    return order


def apply_refund_wish(order: Order, refund_to: str) -> Changes:
    """Set the wish on a locked order, in memory, and tell what changed; an empty one leaves it as it is.

    Raises InvalidInput for an unknown way, and for store credit without a customer to hold it.
    """
    if not refund_to or refund_to == order.refund_to:
        return {}
    if refund_to not in RefundTo.values:
        raise InvalidInput(f"Money can go back to: {', '.join(RefundTo.values)}.", field="refund_to")
    if refund_to == RefundTo.STORE_CREDIT and order.customer_id is None:
        raise InvalidInput(
            f"Order {order.number} has no customer who could hold store credit. Give it back as it was paid.",
            field="refund_to",
        )
    before, order.refund_to = order.refund_to, refund_to
    return {"refund_to": [before, refund_to]}
