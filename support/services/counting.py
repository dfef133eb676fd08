"""The notice board: how many of an order's cases are open."""

from core.actors import Actor
from orders.services.recording.counts import record_open
from support.models import Case


def recount_open_cases(order_id: int | None, *, actor: Actor) -> None:
    """Tell the order, when there is one, how many of its cases nobody has resolved."""
    if order_id is not None:
        count = Case.objects.filter(order_id=order_id, resolved_at=None).count()
        record_open(order_id=order_id, cases=count, actor=actor)
