"""Returned goods of an exchange are judged: their worth moves to the new order."""

from decimal import Decimal

from core.actors import SYSTEM, Actor
from core.errors import Blocker, MoveRefused
from core.events import publish
from core.money import ZERO, minor_unit
from orders.locks import lock_order
from orders.models import Order
from orders.selectors.worth import payable
from orders.services.recording.credit import record_credit
from orders.statuses import ENDED, RefundTo
from payments.services.exchanging import move_worth
from returns.aftersale_locks import lock_exchange
from returns.events import ExchangeCovered
from returns.models import CREDITED, Exchange, ExchangeState, Return
from returns.services.exchange_following import follow_exchange


def takes_worth(ret: Return) -> bool:
    """Whether a new order waits for what the return is worth."""
    waiting = Exchange.objects.filter(rma=ret, ended_at=None, taken_amount=None, replacement__isnull=False)
    return waiting.exclude(state=ExchangeState.REQUESTED).exclude(replacement__state__in=ENDED).exists()


def cover_exchange(ret: Return, *, actor: Actor) -> None:
    """Move what the settled return credited to the order it is exchanged for; nothing where there is no exchange.

    The caller has credited the first order and holds its lock, and so the new one's: what is not taken here goes back
    to the customer as it would of any return. Raises MoveRefused while there is no new order yet.
    """
    key = Exchange.objects.filter(rma=ret, ended_at=None).values_list("pk", flat=True).first()
    if key is None:
        return
    exchange = lock_exchange(key)
    new = exchange.replacement
    if new is None:
        raise MoveRefused("settle", [_not_ready(exchange)])
    if exchange.taken_amount is None:
        _cover(exchange, new, ret.credited_amount, actor=actor)
    follow_exchange(exchange_id=key)


def _not_ready(exchange: Exchange) -> Blocker:
    """The worth has nowhere to go yet; given back now, the exchange would fall."""
    if exchange.state == ExchangeState.REQUESTED:
        sentence, fix = f"nobody decided about exchange {exchange.number}.", "Approve or deny the exchange first."
    else:
        sentence = f"the new order of exchange {exchange.number} is not placed yet."
        fix = "Wait a moment; where it was refused, place it again or call the exchange off."
    return Blocker("exchange_open", sentence, fix=fix)


def _cover(exchange: Exchange, new: Order, credited: Decimal, *, actor: Actor) -> None:
    needed = ZERO if new.state in ENDED else min(exchange.value_amount, payable(new))
    hold = min(credited, needed)
    given = credited if exchange.difference_to == RefundTo.STORE_CREDIT and hold else hold
    taken = ZERO
    if hold > 0:
        taken = move_worth(
            order_id=exchange.order_id, new_order_id=new.pk, amount=given, hold=hold, reference=exchange.number,
            actor=actor,
        )  # fmt: skip
    exchange.taken_amount = taken
    exchange.save(update_fields=["taken_amount"])
    fact = ExchangeCovered(order_id=exchange.order_id, exchange_id=exchange.pk)
    publish(fact, actor=actor, changes={f"{exchange.number} moved": [None, taken]})
    if taken:
        _forgive_rounding(exchange, new.pk, short=needed - taken)


def _forgive_rounding(exchange: Exchange, new_order_id: int, *, short: Decimal) -> None:
    """Units of a line are worth a cent more or less by which of them came back before; nobody is asked for that.

    Amount and tax of a line's units are each rounded once.
    """
    new, lines = lock_order(new_order_id), list(exchange.rma.lines.all())
    if not all(line.disposition in CREDITED for line in lines):
        return
    cents = 2 * len({line.order_line_id for line in lines}) * minor_unit(new.currency)
    if ZERO < short <= min(cents, payable(new)):
        record_credit(order_id=new.pk, amount=short, actor=SYSTEM, reason=f"Rounding of exchange {exchange.number}")
