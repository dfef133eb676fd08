"""What is taken off the worth of returned goods: never below zero, never more than the goods."""

from collections.abc import Sequence
from decimal import Decimal

from core.actors import Actor, ensure_may
from core.events import publish
from core.money import ZERO, quantize
from returns.events import FeesWaived
from returns.models import FeeKind, Return, ReturnFee, ReturnLine

WAIVE = "returns.waive_returnfee"


def fees_of(ret: Return, lines: Sequence[ReturnLine], currency: str) -> list[ReturnFee]:
    """The fees of a return whose lines have their worth, unsaved: restocking by line, then the way back once.

    Nothing is taken of lines that are not credited; all together never more than the lines are worth.
    """
    fees = []
    left = ZERO
    for line in lines:
        worth = line.refunded_amount or ZERO
        asked = worth * line.restocking_percent / 100 + line.restocking_amount * line.quantity
        amount = min(worth, quantize(asked, currency))
        left += worth - amount
        if amount > 0:
            fees.append(ReturnFee(rma=ret, line=line, kind=FeeKind.RESTOCKING, amount=amount))
    shipping = min(left, ret.shipping_fee)
    if shipping > 0:
        fees.append(ReturnFee(rma=ret, kind=FeeKind.RETURN_SHIPPING, amount=shipping))
    return fees


def keep_fees(ret: Return, fees: Sequence[ReturnFee], *, actor: Actor, waive_reason: str) -> Decimal:
    """Write the fees down, waived when a reason is given; tells what is taken. Raises NotPermitted."""
    reason = waive_reason.strip()[:400]
    if reason and fees:
        ensure_may(actor, WAIVE)
        for fee in fees:
            fee.waived_by, fee.waived_reason = actor.label, reason
        waived = sum((fee.amount for fee in fees), ZERO)
        fact = FeesWaived(order_id=ret.order_id, return_id=ret.pk)
        publish(fact, actor=actor, changes={f"{ret.number} fees": [waived, ZERO]}, note=reason)
    ReturnFee.objects.bulk_create(fees)
    return ZERO if reason else sum((fee.amount for fee in fees), ZERO)
