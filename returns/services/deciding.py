"""Saying yes or no to a return, or calling it off."""

from datetime import datetime, timedelta

from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.service import service
from orders.services.recording.returning import record_return_withdrawn
from returns.events import ReturnApproved, ReturnCanceled, ReturnExpired, ReturnFact, ReturnRejected
from returns.locks import lock_return, lock_return_lines
from returns.models import Reception, Return
from returns.services.labeling import give_labels_back, send_label_when_ours
from returns.services.moving import move_return, recount_open_returns


@service
def approve_return(*, return_id: int, actor: Actor, now: datetime | None = None) -> Return:
    """The goods may come back within the policy's travel days; where we send the label, it is asked for.

    Raises NotPermitted or MoveRefused.
    """
    moment = now or timezone.now()
    ret = lock_return(return_id)
    expires_at = moment + timedelta(days=ret.travel_days)
    move_return(
        ret, "approve", fact=ReturnApproved, actor=actor, fields=("approved_at", "expires_at"),
        now=moment, expires_at=expires_at,
    )  # fmt: skip
    send_label_when_ours(ret)
    return ret


@service
def reject_return(*, return_id: int, actor: Actor, reason: str) -> Return:
    """The goods are not taken back; ``reason`` is told to the customer. Raises NotPermitted or MoveRefused."""
    return _end(return_id, "reject", fact=ReturnRejected, actor=actor, reason=reason)


@service
def cancel_return(*, return_id: int, actor: Actor, reason: str = "") -> Return:
    """The customer keeps the goods after all. Raises NotPermitted or MoveRefused."""
    return _end(return_id, "cancel", fact=ReturnCanceled, actor=actor, reason=reason)


@service
def expire_return(*, return_id: int, actor: Actor = SYSTEM) -> Return:
    """The goods never came. Raises NotPermitted or MoveRefused."""
    return _end(return_id, "expire", fact=ReturnExpired, actor=actor, reason="The goods did not arrive in time.")


def _end(return_id: int, move: str, *, fact: type[ReturnFact], actor: Actor, reason: str) -> Return:
    ret = lock_return(return_id)
    waiting: dict[int, int] = {}
    for line in lock_return_lines(ret):
        if line.reception == Reception.AWAITING:
            waiting[line.order_line_id] = waiting.get(line.order_line_id, 0) + line.quantity
    ret.decision_note = reason.strip()
    move_return(
        ret, move, fact=fact, actor=actor, fields=("ended_at", "decision_note"), note=reason, now=timezone.now()
    )
    if waiting:
        record_return_withdrawn(order_id=ret.order_id, units=waiting, actor=actor)
    give_labels_back(ret)
    recount_open_returns(ret.order_id, actor=actor)
    return ret
