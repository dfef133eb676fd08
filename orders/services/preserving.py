"""An order that may be evidence: nothing of it or of its customer is erased."""

from core.actors import Actor
from core.errors import Blocker, MoveRefused
from core.service import service
from customers.models import LegalHold
from customers.services.holding import place_hold
from orders.locks import lock_order


@service
def preserve_order(*, order_id: int, reason: str, actor: Actor) -> LegalHold:
    """A legal hold for the order. Raises OrderNotFound, MoveRefused without a customer, else as ``place_hold``."""
    order = lock_order(order_id)
    if order.customer_id is None:
        raise MoveRefused("hold", [Blocker("nobody", "the order has no customer.")])
    return place_hold(
        customer_id=order.customer_id, order_id=order.pk, order_number=order.number, reason=reason, actor=actor
    )
