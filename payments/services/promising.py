"""Promise a movement of money: a ledger row with its key, and the effect that will ask the gateway."""

from decimal import Decimal
from uuid import uuid4

from core.actors import Actor
from core.events import publish
from payments.events import (
    AuthorizationRequested,
    CaptureRequested,
    MoneyRequested,
    RefundRequested,
    VoidRequested,
)
from payments.models import Payment, PaymentTransaction
from payments.statuses import TransactionKind

_FACTS: dict[str, type[MoneyRequested]] = {
    TransactionKind.AUTHORIZATION: AuthorizationRequested,
    TransactionKind.CAPTURE: CaptureRequested,
    TransactionKind.VOID: VoidRequested,
    TransactionKind.REFUND: RefundRequested,
}


def promise_money(
    payment: Payment, kind: TransactionKind, amount: Decimal, *, actor: Actor, parent: PaymentTransaction | None = None
) -> PaymentTransaction:
    """A requested transaction; the caller holds the locks and has checked the limits.

    Tenders without a wire wait for a person to write down what happened.
    """
    transaction = PaymentTransaction.objects.create(
        payment=payment, kind=kind, amount=amount, currency=payment.currency, key=uuid4().hex, parent=parent,
        gateway=payment.gateway,
    )  # fmt: skip
    if payment.gateway:
        publish(_FACTS[kind](order_id=payment.order_id, transaction_id=transaction.pk), actor=actor)
    return transaction
