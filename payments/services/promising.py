"""Promise a movement of money: a ledger row with its key, and the effect that will ask the gateway."""

from decimal import Decimal
from uuid import uuid4

from core.actors import Actor
from core.events import publish
from core.money import ZERO
from payments.events import (
    AuthorizationRequested,
    CaptureRequested,
    MoneyRequested,
    RefundRequested,
    VoidRequested,
)
from payments.models import Payment, PaymentTransaction
from payments.statuses import CAME_BACK, Outcome, TransactionKind

_FACTS: dict[str, type[MoneyRequested]] = {
    TransactionKind.AUTHORIZATION: AuthorizationRequested,
    TransactionKind.CAPTURE: CaptureRequested,
    TransactionKind.VOID: VoidRequested,
    TransactionKind.REFUND: RefundRequested,
}


def promise_money(
    payment: Payment, kind: TransactionKind, amount: Decimal, *, actor: Actor,
    parent: PaymentTransaction | None = None, gateway: str = "", key: str = "",
) -> PaymentTransaction:  # fmt: skip
    """A requested transaction; the caller holds the locks and has checked the limits.

    ``gateway`` names who makes it where that is not the payment's own. Tenders without a wire wait for a person to
    write down what happened. With a ``key`` of its own it is done once for ever: the caller has looked that there is
    none yet.
    """
    transaction = PaymentTransaction.objects.create(
        payment=payment, kind=kind, amount=amount, currency=payment.currency, key=key or uuid4().hex, parent=parent,
        gateway=gateway or payment.gateway, requested_by=actor.label[:64],
    )  # fmt: skip
    if transaction.gateway:
        publish(_FACTS[kind](order_id=payment.order_id, transaction_id=transaction.pk), actor=actor)
    return transaction


def promise_of_authorized(
    payment: Payment, kind: TransactionKind, amount: Decimal, *, actor: Actor
) -> list[PaymentTransaction]:
    """Promise a capture or void of authorized money: one transaction per authorization, the oldest first."""
    promised = []
    authorizations = payment.transactions.filter(kind=TransactionKind.AUTHORIZATION, outcome=Outcome.SUCCEEDED)
    for authorization in authorizations.order_by("pk"):
        part = min(amount, left_of(authorization))
        if part > 0:
            promised.append(promise_money(payment, kind, part, actor=actor, parent=authorization))
            amount -= part
    return promised


def left_of(transaction: PaymentTransaction) -> Decimal:
    """What no child has taken or is promised: of an authorization to capture, of a capture to refund."""
    children = transaction.children.exclude(outcome=Outcome.FAILED).values_list("kind", "amount")
    taken = (-amount if kind in CAME_BACK else amount for kind, amount in children)
    return transaction.amount - sum(taken, ZERO)
