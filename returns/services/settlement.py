"""What the goods of a return are worth to their customer, before and while it is settled; nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.errors import Blocker, MoveRefused
from core.money import ZERO, quantize
from orders.models import Order, OrderLine
from orders.selectors.worth import payable
from orders.services.recording.credit import LineCredit
from payments.selectors.given import Given, free_units, given_of_lines, worth_of_next
from returns.models import CREDITED, Return, ReturnFee, ReturnLine
from returns.services.fees import fees_of
from shipping.models import Remedy
from shipping.selectors.contents import units_in
from shipping.statuses import RemedyKind


@dataclass(frozen=True, slots=True)
class Settlement:
    """What settling with money would give: the worth of the goods, and the fees taken off it."""

    goods: Decimal
    fees: Sequence[ReturnFee]

    @property
    def taken(self) -> Decimal:
        return sum((fee.amount for fee in self.fees), ZERO)

    @property
    def credited(self) -> Decimal:
        return self.goods - self.taken


def bonus_on(ret: Return, amount: Decimal) -> Decimal:
    """What the policy adds to an amount that becomes store credit."""
    return quantize(amount * ret.bonus_percent / 100, ret.order.currency)


def foreseen(ret: Return) -> Settlement:
    """What settling it now would credit; read without locks. Raises MoveRefused as settling does."""
    lines = list(ret.lines.order_by("pk"))
    rows = {row.pk: row for row in ret.order.lines.all()}
    worth = worth_of(ret.order, lines, rows, anew=sent_anew(ret))
    goods = put_amounts(lines, worth, at_most=payable(ret.order))
    return Settlement(goods, fees_of(ret, lines, ret.order.currency))


def put_amounts(lines: Sequence[ReturnLine], worth: Mapping[int, LineCredit], *, at_most: Decimal) -> Decimal:
    """Each line with what is credited for it, unsaved; tells all of it.

    Goodwill given before may have left less than its worth to give back.
    """
    total = ZERO
    for line in lines:
        if line.pk in worth:
            line.refunded_amount = min(worth[line.pk].amount, at_most - total)
            total += line.refunded_amount
    return total


def sent_anew(ret: Return) -> dict[int, int]:
    """Units by order line key of the parcel that came back, where the customer gets its goods once more.

    Raises MoveRefused while nobody knows whether they do: a person began it, and the order is not placed.
    """
    if ret.parcel_id is None:
        return {}
    remedy = Remedy.objects.filter(parcel=ret.parcel_id, kind=RemedyKind.RESHIP).select_related("parcel").first()
    if remedy is None:
        return {}
    if not remedy.reference:
        sentence = f"parcel {remedy.parcel.number} is being sent anew, and the order for it is not placed."
        fix = "Choose “Send it anew” on the parcel's exception once more, then settle."
        raise MoveRefused("settle", [Blocker("reship_begun", sentence, fix=fix)])
    return units_in(ret.parcel_id)


def worth_of(
    order: Order, lines: Sequence[ReturnLine], rows: Mapping[int, OrderLine], *, anew: dict[int, int]
) -> dict[int, LineCredit]:
    """What each kept line is worth: the next units, after all that were given back before, returned or not.

    Units whose money was given back without a return are not paid a second time when they come, nor those in ``anew``.
    """
    given = given_of_lines(order, rows.values())
    worth = {}
    for line in lines:
        row, before = rows[line.order_line_id], given[line.order_line_id]
        kept = line.quantity if line.disposition in CREDITED else 0
        replaced = min(kept, anew.get(row.pk, 0))
        anew[row.pk] = anew.get(row.pk, 0) - replaced
        if kept > replaced:
            units = min(kept - replaced, free_units(row, before))
            amount, tax = worth_of_next(row, units, before)
            worth[line.pk] = LineCredit(units, amount, tax)
            given[row.pk] = Given(before.units + units, before.amount + amount, before.tax + tax)
    return worth
