"""Giving back what returned goods were worth, to the last cent."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.money import ZERO
from core.service import service
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderLine
from orders.services.recording.credit import LineCredit, record_credit
from payments.selectors.given import Given, free_units, given_of_lines, worth_of_next
from payments.selectors.promised import still_payable
from returns.events import ReturnClosed, ReturnResolved
from returns.locks import lock_return, lock_return_lines
from returns.models import CREDITED, Return, ReturnLine, ReturnState
from returns.services.exchange_covering import cover_exchange
from returns.services.moving import move_return, recount_open_returns
from shipping.models import Remedy
from shipping.statuses import RemedyKind


@service
def settle_return(*, return_id: int, actor: Actor) -> Return:
    """Credit the order with what its returned units cost the customer; the refund follows from that.

    Units sent back to the customer or missing are not credited, nor those of a parcel that came back and was sent
    anew: the customer got their goods. Closes the return at once when no
    money is due. Raises NotPermitted or MoveRefused.
    """
    ret = lock_return(return_id)
    lines = lock_return_lines(ret)
    worth = {} if was_sent_anew(ret) else _worth_of(ret.order, lines, lock_lines(ret.order))
    ret.credited_amount = _credit_lines(lines, worth, at_most=still_payable(ret.order))
    move_return(
        ret, "resolve", fact=ReturnResolved, actor=actor, fields=("resolved_at", "credited_amount"),
        now=timezone.now(),
    )  # fmt: skip
    if ret.credited_amount:
        record_credit(
            order_id=ret.order_id, amount=ret.credited_amount, actor=actor, reason=f"Return {ret.number}",
            lines=_by_order_line(lines, worth),
        )  # fmt: skip
    cover_exchange(ret, actor=actor)
    _close_when_possible(ret)
    return ret


def was_sent_anew(ret: Return) -> bool:
    return ret.parcel_id is not None and Remedy.objects.filter(parcel=ret.parcel_id, kind=RemedyKind.RESHIP).exists()


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


def _worth_of(order: Order, lines: Sequence[ReturnLine], rows: Mapping[int, OrderLine]) -> dict[int, LineCredit]:
    """What each kept line is worth: the next units, after all that were given back before, returned or not.

    Units whose money was given back without a return are not paid a second time when they come.
    """
    given = given_of_lines(order, rows.values())
    worth = {}
    for line in lines:
        if line.disposition in CREDITED:
            row, before = rows[line.order_line_id], given[line.order_line_id]
            units = min(line.quantity, free_units(row, before))
            amount, tax = worth_of_next(row, units, before)
            worth[line.pk] = LineCredit(units, amount, tax)
            given[row.pk] = Given(before.units + units, before.amount + amount, before.tax + tax)
    return worth


def _credit_lines(lines: Sequence[ReturnLine], worth: Mapping[int, LineCredit], *, at_most: Decimal) -> Decimal:
    """Write what is credited for each line; goodwill given before may have left less than its worth to give back."""
    total = ZERO
    for line in lines:
        if line.pk in worth:
            line.refunded_amount = min(worth[line.pk].amount, at_most - total)
            line.save(update_fields=["refunded_amount"])
            total += line.refunded_amount
    return total


def _by_order_line(lines: Sequence[ReturnLine], worth: Mapping[int, LineCredit]) -> dict[int, LineCredit]:
    of_lines: dict[int, LineCredit] = {}
    for line in lines:
        if line.pk in worth:
            one, so_far = worth[line.pk], of_lines.get(line.order_line_id, LineCredit(0, ZERO, ZERO))
            of_lines[line.order_line_id] = LineCredit(
                so_far.units + one.units, so_far.amount + one.amount, so_far.tax + one.tax
            )
    return of_lines


def _close_when_possible(ret: Return) -> bool:
    ret.order = lock_order(ret.order_id)
    if ret.blockers("close"):
        return False
    _close(ret, actor=SYSTEM)
    return True


def _close(ret: Return, *, actor: Actor) -> None:
    move_return(ret, "close", fact=ReturnClosed, actor=actor, fields=("closed_at", "ended_at"), now=timezone.now())
    recount_open_returns(ret.order_id, actor=actor)
