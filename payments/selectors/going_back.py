"""To which tenders a refund would go."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from core.money import ZERO
from payments.models import Payment, Refund
from payments.services.folding import WAITING, refundable


def tenders_paid_back(
    payments: Sequence[Payment], refunds: Iterable[Refund], amount: Decimal
) -> list[tuple[Payment, Decimal]]:
    """(payment, part) for ``amount`` more, in reverse order of use, after all that waits to be sent.

    Nothing is queried where payments have their transactions at hand. What is not covered is left out.
    """
    before = sum((refund.amount for refund in refunds if refund.state in WAITING), ZERO)
    found = []
    for payment in sorted(payments, key=lambda each: (each.position, each.pk), reverse=True):
        free = refundable(payment)
        taken = min(before, free)
        before, part = before - taken, min(amount, free - taken)
        if part > 0:
            found.append((payment, part))
            amount -= part
    return found
