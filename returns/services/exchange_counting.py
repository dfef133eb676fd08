"""How many exchanges of an order are open, for its notice board."""

from core.actors import SYSTEM, Actor
from core.service import service
from orders.locks import lock_order
from orders.services.recording.counts import record_open
from returns.models import Exchange


@service
def count_open_exchanges(*, order_id: int, actor: Actor = SYSTEM) -> int:
    """How many exchanges of the order have not ended; its notice board knows it now. Counted under its lock."""
    lock_order(order_id)
    count = Exchange.objects.filter(order_id=order_id, ended_at=None).count()
    record_open(order_id=order_id, exchanges=count, actor=actor)
    return count
