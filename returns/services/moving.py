"""What every move of a return does: move, save, tell, and put the count on the order's notice board."""

from collections.abc import Iterable
from typing import Any

from core.actors import Actor
from core.events import publish
from core.fsm import perform
from orders.services.recording.counts import record_open
from returns.events import ReturnFact
from returns.models import Return


def move_return(
    ret: Return,
    move: str,
    *,
    fact: type[ReturnFact],
    actor: Actor,
    fields: Iterable[str] = (),
    note: str = "",
    **arguments: Any,
) -> None:
    """Make the move of a locked return and tell it. Raises NotPermitted or MoveRefused."""
    before, after = perform(ret, move, actor=actor, **arguments)
    ret.save(update_fields=["state", *fields])
    publish(
        fact(order_id=ret.order_id, return_id=ret.pk),
        actor=actor,
        changes={ret.number: [before, after]},
        note=note,
    )


def recount_open_returns(order_id: int, *, actor: Actor) -> None:
    """Tell the order how many of its returns are open."""
    count = Return.objects.filter(order_id=order_id, ended_at=None).count()
    record_open(order_id=order_id, returns=count, actor=actor)
