"""Money that did not move although it should: a person must look."""

from core.models import Alert
from core.money import format_money
from orders.models import Order
from payments.models import PaymentTransaction

KIND = "payment_failed"


def alarm(order: Order, transaction: PaymentTransaction) -> None:
    """One open alert per movement of money that failed; the caller holds the order's lock."""
    sentence = (
        f"{order.number}: the {transaction.kind} of {format_money(transaction.amount, transaction.currency)} failed."
    )
    Alert.objects.get_or_create(
        kind=KIND, reference=f"{transaction.kind} {transaction.pk}", closed_at=None,
        defaults={"message": f"{sentence} {transaction.error}".strip()},
    )  # fmt: skip
