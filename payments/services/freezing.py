"""While a bank asks for money back, it is not given back a second time."""

from collections.abc import Iterable
from decimal import Decimal

from core.errors import Blocker, MoveRefused
from core.money import ZERO
from payments.models import Payment
from payments.services.folding import refundable


def ensure_refunds_open(payments: Iterable[Payment], amount: Decimal) -> None:
    """Raises MoveRefused when ``amount`` could only be refunded of payments that are frozen.

    A refund beside a chargeback would pay the customer twice. The caller holds the locks.
    """
    every = list(payments)
    frozen = [payment for payment in every if payment.refunds_frozen]
    free = sum((refundable(payment) for payment in every if not payment.refunds_frozen), ZERO)
    if frozen and amount > free:
        numbers = ", ".join(payment.number for payment in frozen)
        sentence = f"refunds of {numbers} are frozen: the card holder's bank complained about it."
        fix = "Answer the dispute, or close the warning; what is still owed then can be refunded."
        raise MoveRefused("refund", [Blocker("refunds_frozen", sentence, fix=fix, turns_on="dispute")])


def are_frozen(payments: Iterable[Payment]) -> bool:
    return any(payment.refunds_frozen for payment in payments)
