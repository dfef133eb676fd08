"""Giving back what returned goods were worth, to the last cent."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.money import ZERO
from core.service import service
from orders.locks import lock_lines, lock_order
from orders.models import OrderLine
from orders.selectors.worth import payable, value_of_units
from orders.services.recording.credit import record_credit
from returns.events import ReturnClosed, ReturnResolved
from returns.locks import lock_return, lock_return_lines
from returns.models import CREDITED, Reception, Return, ReturnLine, ReturnState
from returns.services.moving import move_return, recount_open_returns


@service
def settle_return(*, return_id: int, actor: Actor) -> Return:
    """Credit the order with what its returned units cost the customer; the refund follows from that.

    Units sent back to the customer or missing are not credited. Closes the return at once when no
    money is due. Raises NotPermitted or MoveRefused.
    """
    ret = lock_return(return_id)
    lines = lock_return_lines(ret)
    order_lines = lock_lines(ret.order)
    ret.credited_amount = _credit_lines(lines, order_lines, at_most=payable(ret.order))
    move_return(
        ret, "resolve", fact=ReturnResolved, actor=actor, fields=("resolved_at", "credited_amount"),
        now=timezone.now(),
    )  # fmt: skip
    if ret.credited_amount:
        record_credit(order_id=ret.order_id, amount=ret.credited_amount, actor=actor, reason=f"Return {ret.number}")
    _close_when_possible(ret)
    return ret


@service
def close_settled_returns(*, order_id: int) -> int:
    """Close the order's resolved returns once its money is back; tells how many."""
    lock_order(order_id)
    resolved = Return.objects.filter(order_id=order_id, state=ReturnState.RESOLVED).order_by("pk")
    return sum(_close_when_possible(lock_return(key)) for key in resolved.values_list("pk", flat=True))


@service
def close_return(*, return_id: int, actor: Actor) -> Return:
    """Close a resolved return. Raises NotPermitted, and MoveRefused while money is due."""
    ret = lock_return(return_id)
    _close(ret, actor=actor)
    return ret


def _credit_lines(lines: Sequence[ReturnLine], order_lines: Mapping[int, OrderLine], *, at_most: Decimal) -> Decimal:
    """Write what each kept line is worth; goodwill given before may have left less than that to give back."""
    total = ZERO
    for line in lines:
        if line.disposition in CREDITED:
            line.refunded_amount = min(_worth(line, order_lines[line.order_line_id]), at_most - total)
            line.save(update_fields=["refunded_amount"])
            total += line.refunded_amount
    return total


def _worth(line: ReturnLine, order_line: OrderLine) -> Decimal:
    """The value of the line's units: the next ones, in order, after all that were credited before."""
    start = order_line.returned - _uncredited_units(order_line)
    return value_of_units(order_line, start, line.quantity).total


def _uncredited_units(order_line: OrderLine) -> int:
    came = ReturnLine.objects.filter(order_line=order_line, reception=Reception.RECEIVED, refunded_amount=None)
    return int(came.aggregate(units=Sum("quantity", default=0))["units"])


def _close_when_possible(ret: Return) -> bool:
    ret.order = lock_order(ret.order_id)
    if ret.blockers("close"):
        return False
    _close(ret, actor=SYSTEM)
    return True


def _close(ret: Return, *, actor: Actor) -> None:
    move_return(ret, "close", fact=ReturnClosed, actor=actor, fields=("closed_at", "ended_at"), now=timezone.now())
    recount_open_returns(ret.order_id, actor=actor)
