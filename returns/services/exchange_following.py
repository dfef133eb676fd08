"""An exchange follows its facts: the money of the new order, the goods coming back, the time that runs."""

from datetime import datetime

from django.utils import timezone

from core.actors import SYSTEM
from core.fsm import blockers_of
from core.service import service
from orders.lifecycle import secured_amount
from orders.locks import lock_order
from orders.models import HoldKind, Order
from orders.selectors.worth import payable
from orders.services.canceling import cancel_order
from orders.services.holding import release_hold
from orders.statuses import ENDED as ORDER_ENDED
from orders.statuses import LIVING
from payments.services.exchanging import stop_waiting
from returns.aftersale_locks import lock_exchange
from returns.events import (
    ExchangeCanceled,
    ExchangeCompleted,
    ExchangeDenied,
    ExchangeExpired,
    ExchangeFact,
    ExchangeMoved,
)
from returns.exchange_lifecycle import JUDGED, NO_GOODS
from returns.models import Exchange, ExchangeMode, ExchangeState, ReturnState
from returns.services.exchange_moving import move_exchange

_STEPS = {
    "await_payment": ExchangeState.AWAITING_PAYMENT,
    "await_return": ExchangeState.AWAITING_RETURN,
}


@service
def follow_exchange(*, exchange_id: int, now: datetime | None = None) -> Exchange:
    """The exchange as its facts have it by now: waiting, released, completed or over. A repeat changes nothing."""
    moment = now or timezone.now()
    exchange = lock_exchange(exchange_id)
    if exchange.ended_at is not None:
        return exchange
    if not _end_when_over(exchange, now=moment):
        _go_on(exchange, now=moment)
    return exchange


def _end_when_over(exchange: Exchange, *, now: datetime) -> bool:
    """Ends what cannot go on; tells whether it did."""
    new, ret = exchange.replacement, exchange.rma
    if exchange.state == ExchangeState.REQUESTED:
        return _end_unapproved(exchange, now=now)
    if new is not None and new.state in ORDER_ENDED:
        why = f"Its new order {new.number} is {new.get_state_display().lower()}."
        _end(exchange, "cancel", ExchangeCanceled, why, now=now)
    elif ret.state in NO_GOODS or (ret.state in JUDGED and not exchange.taken_amount):
        why = f"Return {ret.number}: {ret.get_state_display().lower()}, and nothing came that we keep."
        _fall(exchange, "expire" if ret.state == ReturnState.EXPIRED else "cancel", why, now=now)
    elif is_overdue(exchange, now=now):
        _fall(exchange, "expire", "The goods did not come in time.", now=now)
    else:
        return False
    return True


def _end_unapproved(exchange: Exchange, *, now: datetime) -> bool:
    """Nobody agreed to it, and its return is over or was settled as a return."""
    ret = exchange.rma
    if ret.state == ReturnState.REJECTED:
        exchange.decision_note = ret.decision_note
        exchange.save(update_fields=["decision_note"])
        _end(exchange, "deny", ExchangeDenied, ret.decision_note, now=now)
    elif ret.state in (*NO_GOODS, *JUDGED):
        why = f"Return {ret.number} is {ret.get_state_display().lower()}."
        _end(exchange, "cancel", ExchangeCanceled, why, now=now)
    else:
        return False
    return True


def is_overdue(exchange: Exchange, *, now: datetime) -> bool:
    """Whether new goods left against a card's hold and the old ones are not back in time."""
    is_late = exchange.due_at is not None and exchange.due_at <= now
    return exchange.mode == ExchangeMode.ADVANCE and is_late and exchange.rma.received_at is None


def _fall(exchange: Exchange, move: str, why: str, *, now: datetime) -> None:
    """No goods: the new order is canceled, or what left is paid by the card that was held for it."""
    new = exchange.replacement
    if new is not None and new.state in LIVING and not blockers_of(new, "cancel"):
        cancel_order(order_id=new.pk, actor=SYSTEM, reason=f"Exchange {exchange.number}: {why}"[:400])
    elif new is not None:
        _lift_hold(new, exchange)
        stop_waiting(order_id=new.pk, actor=SYSTEM)
    fact: type[ExchangeFact] = ExchangeCanceled if move == "cancel" else ExchangeExpired
    _end(exchange, move, fact, why, now=now)


def _end(exchange: Exchange, move: str, fact: type[ExchangeFact], why: str, *, now: datetime) -> None:
    move_exchange(exchange, move, fact=fact, actor=SYSTEM, fields=("ended_at",), note=why, now=now)


def _go_on(exchange: Exchange, *, now: datetime) -> None:
    new = exchange.replacement
    if new is None or exchange.state == ExchangeState.REQUESTED:
        return
    if exchange.taken_amount is not None:
        _lift_hold(new, exchange)
        new = exchange.replacement = lock_order(new.pk)
    if exchange.state != ExchangeState.RELEASED:
        step = next_step(exchange, new)
        if step == "release":
            move_exchange(exchange, step, fact=ExchangeMoved, actor=SYSTEM, fields=("released_at",), now=now)
        elif exchange.state != _STEPS[step]:
            move_exchange(exchange, step, fact=ExchangeMoved, actor=SYSTEM)
    if exchange.state == ExchangeState.RELEASED and not blockers_of(exchange, "complete"):
        _end(exchange, "complete", ExchangeCompleted, "", now=now)


def next_step(exchange: Exchange, new: Order) -> str:
    """What the new order waits for: money, the old goods, or nothing of the exchange."""
    if payable(new) > secured_amount(new) + new.delayed_amount:
        return "await_payment"
    if exchange.mode == ExchangeMode.HELD and exchange.taken_amount is None:
        return "await_return"
    return "release"


def _lift_hold(new: Order, exchange: Exchange) -> None:
    reason = f"Exchange {exchange.number}: the goods are back."
    for hold in new.holds.filter(kind=HoldKind.AWAITING_RETURN, released_at=None).order_by("pk"):
        release_hold(hold_id=hold.pk, actor=SYSTEM, reason=reason)
