"""What refunds that are not through yet will change.

Each asks the database, one query where nothing is owed, unless the order's ``refunds`` were fetched with their
allocations and lines.
"""

from collections.abc import Iterable
from decimal import Decimal

from core.money import ZERO
from orders.models import Order
from orders.selectors.worth import payable
from payments.models import Refund, RefundAllocation, RefundKind
from payments.statuses import OWED, Outcome


def refunds_owed(order: Order, refunds: Iterable[Refund] | None = None) -> Decimal:
    """What was promised back and is not back yet, whatever its state."""
    return sum((refund.amount - _back_of(refund) for refund in _owed_of(order, refunds)), ZERO)


def given_back(refund: Refund) -> Decimal:
    """What of a refund went back and did not return, in its currency."""
    back = RefundAllocation.objects.filter(refund=refund, transaction__outcome=Outcome.SUCCEEDED)
    return sum(back.values_list("amount", flat=True), ZERO)


def credit_promised(order: Order, refunds: Iterable[Refund] | None = None) -> Decimal:
    """By how much refunds that are under way will lower what the order costs."""
    lowering = (refund for refund in _owed_of(order, refunds) if _lowers(refund))
    return sum((refund.amount - lowered_by(refund) for refund in lowering), ZERO)


def still_payable(order: Order, refunds: Iterable[Refund] | None = None) -> Decimal:
    """What the customer owes in the end once all that is promised came back; never negative."""
    return max(ZERO, payable(order) - credit_promised(order, refunds))


def lowers_the_price(refund: Refund) -> bool:
    """Whether the refund is agreed beside what was paid too much: then the order costs less by it."""
    return refund.lines.exclude(kind=RefundKind.EXCESS).exists()


def lowered_by(refund: Refund, *, without: int | None = None) -> Decimal:
    """What the order costs less by what once went back of the refund, at most its amount, ``without`` a transaction.

    What came back from the customer's bank is owed again, and lowers the price no second time.
    """
    gone = [part for part in refund.allocations.all() if part.amount > 0 and part.transaction_id != without]
    done = (part.amount for part in gone if part.transaction.outcome == Outcome.SUCCEEDED)
    return min(refund.amount, sum(done, ZERO))


def _owed_of(order: Order, refunds: Iterable[Refund] | None) -> list[Refund]:
    """Refunds that are not through yet, out of those at hand or out of the database."""
    if refunds is None:
        found = Refund.objects.filter(order=order, state__in=OWED)
        return list(found.prefetch_related("allocations__transaction", "lines"))
    return [refund for refund in refunds if refund.state in OWED]


def _lowers(refund: Refund) -> bool:
    return any(part.kind != RefundKind.EXCESS for part in refund.lines.all())


def _back_of(refund: Refund) -> Decimal:
    """As ``given_back``, of what was fetched."""
    back = (part.amount for part in refund.allocations.all() if part.transaction.outcome == Outcome.SUCCEEDED)
    return sum(back, ZERO)
