"""Saying yes or no to an exchange, or calling it off."""

from datetime import datetime

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.fsm import blockers_of
from core.service import service
from orders.services.canceling import cancel_order
from orders.statuses import LIVING
from returns.aftersale_locks import lock_exchange
from returns.events import ExchangeApproved, ExchangeCanceled, ExchangeDenied
from returns.models import Exchange, ExchangeState, ReturnState
from returns.services.deciding import approve_return, cancel_return, reject_return
from returns.services.exchange_moving import move_exchange, with_right

CALLED_OFF = "The exchange was called off."


@service
def approve_exchange(*, exchange_id: int, actor: Actor, now: datetime | None = None) -> Exchange:
    """The goods may come back, and a worker places the new order. Raises NotPermitted or MoveRefused."""
    moment = now or timezone.now()
    exchange = lock_exchange(exchange_id)
    ret = exchange.rma
    if ret.state == ReturnState.REQUESTED:
        ret = approve_return(return_id=ret.pk, actor=with_right(actor, "returns.approve_return"), now=moment)
    move_exchange(
        exchange, "approve", fact=ExchangeApproved, actor=actor, fields=("approved_at", "due_at"),
        now=moment, due_at=ret.expires_at or moment,
    )  # fmt: skip
    return exchange


def placing_blockers(exchange: Exchange) -> list[Blocker]:
    """Why the new order is not placed again now; ``wrong_state`` where there is none to place."""
    if exchange.state != ExchangeState.APPROVED or exchange.replacement_id is not None:
        return [Blocker("wrong_state", "there is no order to place.")]
    if not exchange.failure:
        return [Blocker("under_way", "the new order is being placed.", fix="Look again in a moment.")]
    return []


@service
def place_again(*, exchange_id: int, actor: Actor) -> Exchange:
    """A worker tries once more to place the new order, after what refused it was put right.

    Raises NotPermitted, and MoveRefused where nothing was refused.
    """
    exchange = lock_exchange(exchange_id)
    ensure_may(actor, "returns.approve_exchange")
    if reasons := placing_blockers(exchange):
        raise MoveRefused("place the new order", reasons)
    exchange.failure = ""
    exchange.save(update_fields=["failure"])
    publish(ExchangeApproved(order_id=exchange.order_id, exchange_id=exchange.pk), actor=actor)
    return exchange


@service
def deny_exchange(*, exchange_id: int, reason: str, actor: Actor) -> Exchange:
    """Neither an exchange nor a return; ``reason`` is told to the customer.

    Raises NotPermitted, MoveRefused, and InvalidInput without a reason.
    """
    if not reason.strip():
        raise InvalidInput("Say why; it is told to the customer.", field="reason")
    exchange = lock_exchange(exchange_id)
    exchange.decision_note = reason.strip()[:400]
    move_exchange(
        exchange, "deny", fact=ExchangeDenied, actor=actor, fields=("ended_at", "decision_note"), note=reason,
        now=timezone.now(),
    )  # fmt: skip
    if exchange.rma.state == ReturnState.REQUESTED:
        reject_return(return_id=exchange.rma_id, actor=with_right(actor, "returns.reject_return"), reason=reason)
    return exchange


@service
def cancel_exchange(*, exchange_id: int, actor: Actor, reason: str = "") -> Exchange:
    """Called off: the new order is canceled with it, and goods already on their way back are an ordinary return.

    A return that nobody agreed to yet ends, too. Raises NotPermitted, and MoveRefused once the new goods left or lie
    picked.
    """
    exchange = lock_exchange(exchange_id)
    exchange.decision_note = reason.strip()[:400]
    move_exchange(
        exchange, "cancel", fact=ExchangeCanceled, actor=actor, fields=("ended_at", "decision_note"), note=reason,
        now=timezone.now(),
    )  # fmt: skip
    new = exchange.replacement
    if new is not None and new.state in LIVING:
        if reasons := blockers_of(new, "cancel"):
            raise MoveRefused("cancel the new order", reasons)
        cancel_order(
            order_id=new.pk, actor=with_right(actor, "orders.cancel_order"), reason=reason.strip() or CALLED_OFF
        )
    if exchange.rma.state == ReturnState.REQUESTED:
        cancel_return(
            return_id=exchange.rma_id, actor=with_right(actor, "returns.cancel_return"), reason=reason or CALLED_OFF
        )
    return exchange
