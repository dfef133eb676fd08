"""Giving back what returned goods were worth, to the last cent."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.money import ZERO
from core.service import service
from core.wording import units_are
from orders.locks import lock_lines, lock_order
from orders.selectors.worth import payable
from orders.services.recording.credit import LineCredit
from returns.events import ReturnClosed, ReturnResolved
from returns.locks import lock_return, lock_return_lines
from returns.models import CREDITED, Disposition, Resolution, Return, ReturnLine, ReturnState
from returns.services.exchange_covering import cover_exchange
from returns.services.fees import fees_of, keep_fees
from returns.services.labeling import give_labels_back
from returns.services.moving import move_return, recount_open_returns
from returns.services.paying_back import give_value_back
from returns.services.requesting import ensure_resolution
from returns.services.rules import override
from returns.services.settlement import put_amounts, sent_anew, worth_of


@service
def settle_return(
    *, return_id: int, actor: Actor, resolution: str = "", override_reason: str = "", waive_fees_reason: str = ""
) -> Return:
    """Give the customer what the return ends in: the worth of the kept units less the fees, as money, as store credit
    with its bonus, or for an exchange; or, for a repair, nothing but the goods.

    ``resolution`` is what the customer chose, when it is not what was asked for. Units sent back to the customer or
    missing are not credited, nor those of a parcel that came back and was sent anew: the customer got their goods.
    Closes the return at once when no money is due. Raises NotPermitted, MoveRefused, and InvalidInput without an
    ``override_reason`` for rules that nobody let pass.
    """
    ret = lock_return(return_id)
    ensure_may(actor, "returns.settle_return")
    ret.resolution = resolution or ret.resolution
    ensure_resolution(ret.order, ret.resolution)
    lines = lock_return_lines(ret)
    _ensure_inspected(ret)
    override(ret, list(ret.findings.filter(overridden_at=None)), actor=actor, reason=override_reason)
    worth = _worth_of_return(ret, lines)
    goods = _credit_lines(lines, worth, at_most=payable(ret.order))
    fees = fees_of(ret, lines, ret.order.currency)
    ret.credited_amount = goods - keep_fees(ret, fees, actor=actor, waive_reason=waive_fees_reason)
    move_return(
        ret, "resolve", fact=ReturnResolved, actor=actor, fields=("resolved_at", "credited_amount", "resolution"),
        now=timezone.now(),
    )  # fmt: skip
    if worth:
        give_value_back(ret, _by_order_line(lines, worth), actor=actor)
    cover_exchange(ret, actor=actor)
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
    """Close a resolved return. Raises NotPermitted, and MoveRefused while money is due or repaired goods are here."""
    ret = lock_return(return_id)
    _close(ret, actor=actor)
    return ret


def _ensure_inspected(ret: Return) -> None:
    """Said before anything about fees and rules, so that a second settlement is told what it is."""
    reasons = ret.blockers("resolve")
    if reasons:
        raise MoveRefused("resolve", reasons)


def _worth_of_return(ret: Return, lines: Sequence[ReturnLine]) -> dict[int, LineCredit]:
    """The worth of each kept line; none of a repair, and none of goods that were sent anew.

    Raises MoveRefused when units of a repair are kept.
    """
    if ret.resolution == Resolution.REPAIR:
        kept = sum(x.quantity for x in lines if x.disposition in CREDITED and x.disposition != Disposition.REFURBISH)
        if kept:
            fix = "Settle it with money or store credit, or let all units be repaired."
            raise MoveRefused("repair", [Blocker("units_kept", f"{units_are(kept)} to stay here.", fix=fix)])
        return {}
    return worth_of(ret.order, lines, lock_lines(ret.order), anew=sent_anew(ret))


def _credit_lines(lines: Sequence[ReturnLine], worth: Mapping[int, LineCredit], *, at_most: Decimal) -> Decimal:
    """Write what is credited for each line; tells all of it."""
    total = put_amounts(lines, worth, at_most=at_most)
    for line in lines:
        if line.pk in worth:
            line.save(update_fields=["refunded_amount"])
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
    give_labels_back(ret)
    recount_open_returns(ret.order_id, actor=actor)
