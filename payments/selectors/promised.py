"""What refunds that are not through yet will change.

Each asks the database, two queries, unless the order's ``refunds`` were fetched with their allocations and lines.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet, Sum

from core.money import ZERO
from orders.models import Order
from orders.selectors.worth import payable
from payments.models import Refund, RefundAllocation, RefundKind, RefundLine
from payments.statuses import OWED, Outcome


def refunds_owed(order: Order, refunds: Iterable[Refund] | None = None) -> Decimal:
    """What was promised back and is not back yet, whatever its state."""
    if refunds is not None:
        return _rest_of(refunds)
    return _not_back(Refund.objects.filter(order=order, state__in=OWED))


def given_back(refund: Refund) -> Decimal:
    """What of a refund went back and did not return, in its currency."""
    back = RefundAllocation.objects.filter(refund=refund, transaction__outcome=Outcome.SUCCEEDED)
    return sum(back.values_list("amount", flat=True), ZERO)


def credit_promised(order: Order, refunds: Iterable[Refund] | None = None) -> Decimal:
    """By how much refunds that are under way will lower what the order costs."""
    if refunds is not None:
        return _still_to_lower(refund for refund in refunds if refund.state in OWED and _lowers(refund))
    lowering = RefundLine.objects.filter(refund__order=order).exclude(kind=RefundKind.EXCESS).values("refund")
    owed = Refund.objects.filter(order=order, state__in=OWED, pk__in=lowering).prefetch_related(
        "allocations__transaction"
    )
    return _still_to_lower(owed)


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


def _still_to_lower(owed: Iterable[Refund]) -> Decimal:
    return sum((refund.amount - lowered_by(refund) for refund in owed), ZERO)


def _lowers(refund: Refund) -> bool:
    return any(part.kind != RefundKind.EXCESS for part in refund.lines.all())


def _rest_of(refunds: Iterable[Refund]) -> Decimal:
    owed = ZERO
    for refund in refunds:
        if refund.state in OWED:
            back = (part.amount for part in refund.allocations.all() if part.transaction.outcome == Outcome.SUCCEEDED)
            owed += refund.amount - sum(back, ZERO)
    return owed


def _not_back(refunds: QuerySet[Refund]) -> Decimal:
    back = RefundAllocation.objects.filter(refund__in=refunds, transaction__outcome=Outcome.SUCCEEDED)
    promised: Decimal = refunds.aggregate(total=Sum("amount", default=ZERO))["total"]
    done: Decimal = back.aggregate(total=Sum("amount", default=ZERO))["total"]
    return promised - done
