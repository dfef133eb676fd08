"""A return of which not every box came."""

from collections import Counter

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.events import publish
from core.service import service
from orders.services.recording.returning import record_return_withdrawn
from returns.events import RestGivenUp, ReturnInspected
from returns.lifecycle import ReturnState
from returns.locks import lock_return, lock_return_lines
from returns.models import Reception, Return
from returns.services.moving import move_return


@service
def give_up_rest(*, return_id: int, actor: Actor = SYSTEM, reason: str = "It did not come.") -> Return:
    """What is still to come of a received return does not come: its units are free again.

    With everything judged the return is inspected. Raises NotPermitted, and MoveRefused when nothing is awaited.
    """
    ret = lock_return(return_id)
    ensure_may(actor, "returns.receive_return")
    lines = lock_return_lines(ret)
    units: Counter[int] = Counter()
    for line in lines:
        if line.is_awaited and ret.state == ReturnState.RECEIVED:
            units[line.order_line_id] += line.quantity
            line.reception = Reception.SHORT
            line.save(update_fields=["reception"])
    if not units:
        raise MoveRefused("give up the rest", [Blocker("nothing_awaited", "nothing of it is still to come.")])
    record_return_withdrawn(order_id=ret.order_id, units=dict(units), actor=actor)
    publish(
        RestGivenUp(order_id=ret.order_id, return_id=ret.pk), actor=actor, note=reason,
        changes={f"{ret.number} awaited": [sum(units.values()), 0]},
    )  # fmt: skip
    if not any(line.waits_for_inspection for line in lines):
        move_return(ret, "inspect", fact=ReturnInspected, actor=SYSTEM, fields=("inspected_at",), now=timezone.now())
    return ret
