"""What an act's effect does when its time has come: make it, or say aloud why not."""

from collections.abc import Callable
from typing import Any

from core.actors import Actor
from core.effects import Undo
from core.errors import Misconfigured, OmsError, OutcomeUnknown, Unavailable
from orders.services.postponing import make_postponed, record_refusal


def make_or_refuse(
    *, order_id: int, undo: Undo, act: str, token: str, user_id: int, seen_seq: int, make: Callable[[Actor, str], Any]
) -> None:
    """The act is made, or its refusal recorded, each once however often this runs.

    Two transactions: the refusal is kept though all the act did is undone. Raises what is worth another try.
    """
    try:
        make_postponed(
            order_id=order_id, undo=undo, act=act, token=token, user_id=user_id, seen_seq=seen_seq, make=make
        )
    except (Unavailable, OutcomeUnknown, Misconfigured):
        raise
    except OmsError as error:
        record_refusal(order_id=order_id, undo=undo, act=act, token=token, user_id=user_id, words=error.message)
