"""A refund that had succeeded comes back: the customer's bank could not take the money, so it is owed again."""

from django.utils import timezone

from core.actors import SYSTEM
from core.events import publish
from core.fsm import perform
from core.service import service
from payments.events import RefundFailed
from payments.locks import lock_transaction
from payments.models import Payment, PaymentTransaction, Refund, RefundAllocation
from payments.services.folding import fold, tell_funds
from payments.statuses import Outcome, RefundState, TransactionKind


def came_back(transaction: PaymentTransaction) -> bool:
    """Whether the books know that the refund came back."""
    return PaymentTransaction.objects.filter(key=_key(transaction)).exists()


@service
def record_refund_returned(*, transaction_id: int, reason: str) -> bool:
    """Write down that a refund which went out is back at the gateway; tells whether that was news.

    The ledger keeps the row of its going out and gets one of its return; the refund is owed again and waits for a
    person, since the same card would most likely refuse it again. Repetition changes nothing.
    """
    order, payment, transaction = lock_transaction(transaction_id)
    is_out = transaction.kind == TransactionKind.REFUND and transaction.outcome == Outcome.SUCCEEDED
    if not is_out or came_back(transaction):
        return False
    refund = Refund.objects.select_for_update(no_key=True).get(allocations__transaction=transaction)
    back = _write(transaction, reason)
    RefundAllocation.objects.create(refund=refund, transaction=back, amount=-transaction.amount)
    fold(payment)
    others = Payment.objects.filter(order=order).exclude(pk=payment.pk)
    tell_funds(order.pk, [payment, *others], actor=SYSTEM)
    _owe_again(refund, reason)
    return True


def _write(transaction: PaymentTransaction, reason: str) -> PaymentTransaction:
    return PaymentTransaction.objects.create(
        payment_id=transaction.payment_id, kind=TransactionKind.RETURN, outcome=Outcome.SUCCEEDED,
        amount=transaction.amount, currency=transaction.currency, key=_key(transaction),
        parent_id=transaction.parent_id, gateway=transaction.gateway,
        gateway_reference=f"{transaction.gateway_reference[:59]}-back", error=reason[:300], settled_at=timezone.now(),
    )  # fmt: skip


def _key(transaction: PaymentTransaction) -> str:
    return f"came-back-{transaction.pk}"


def _owe_again(refund: Refund, reason: str) -> None:
    """One that is with the gateway in other parts is told when those have ended."""
    if refund.state == RefundState.SUCCEEDED:
        before, after = perform(refund, "come_back", actor=SYSTEM, reason=reason[:300])
        refund.save(update_fields=["state", "failure", "finished_at"])
        fact = RefundFailed(order_id=refund.order_id, refund_id=refund.pk)
        publish(fact, actor=SYSTEM, changes={f"refund {refund.number}": [before, after]})
