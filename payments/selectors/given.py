"""What of an order's lines and charges was given back, and what the next units are worth, to the minor unit.

However units are given back, one by one or at once, as a return or without one: the last of them takes what is left
of the line, so all of them add up to the line. The part of a unit is what brings everything given back of its line to
the worth of that many units.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from core.money import ZERO
from orders.models import Order, OrderLine
from orders.selectors.worth import value_of_units
from payments.models import RefundKind, RefundLine
from payments.statuses import RefundState


@dataclass(slots=True)
class Given:
    """What of a line or a charge was given back or is promised."""

    units: int = 0
    amount: Decimal = ZERO
    tax: Decimal = ZERO


def given_of_lines(order: Order, lines: Iterable[OrderLine]) -> dict[int, Given]:
    """What returns and refunds gave back, or promised, by line; one query."""
    given = {line.pk: Given(line.credited_units, line.credited_amount, line.credited_tax_amount) for line in lines}
    for part in _live_parts(order).filter(kind=RefundKind.UNITS):
        _add(given[part.order_line_id or 0], part)
    return given


def free_units(line: OrderLine, given: Given) -> int:
    """Units that the customer got, and neither money back nor the goods once more."""
    return max(0, line.shipped - given.units - line.sent_anew)


def worth_of_next(line: OrderLine, units: int, given: Given) -> tuple[Decimal, Decimal]:
    """(amount, tax) for the next ``units`` of the line; never negative."""
    value = value_of_units(line, 0, given.units + units)
    amount = max(ZERO, value.total - given.amount)
    return amount, min(amount, max(ZERO, value.tax - given.tax))


def given_of_charges(order: Order) -> dict[int, Given]:
    """What refunds gave back, or promised, by charge; one query."""
    given: dict[int, Given] = defaultdict(Given)
    for part in _live_parts(order).filter(kind=RefundKind.CHARGE):
        _add(given[part.charge_id or 0], part)
    return given


def _live_parts(order: Order) -> QuerySet[RefundLine]:
    """Parts of refunds that were not canceled."""
    return RefundLine.objects.filter(refund__order=order).exclude(refund__state=RefundState.CANCELED)


def _add(given: Given, part: RefundLine) -> None:
    given.units += part.units
    given.amount += part.amount
    given.tax += part.tax_amount
