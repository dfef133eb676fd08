"""What a worker needs to ask a gateway: plain values, read without a lock."""

from payments.gateways.contract import Instruction
from payments.models import PaymentTransaction
from payments.selectors.practice import ensure_practice_stays
from payments.selectors.returning import return_url
from payments.statuses import UNDER_WAY, TransactionKind


def instruction_of(transaction_id: int) -> tuple[str, Instruction] | None:
    """(gateway, instruction) of a transaction that is still under way; None when it is settled.

    Raises Misconfigured when a practice order is about to reach a real gateway.
    """
    transaction = (
        PaymentTransaction.objects.select_related("payment__order__billing_address", "payment__order__shipping_address")
        .select_related("parent")
        .filter(pk=transaction_id)
        .first()
    )
    if transaction is None or transaction.outcome not in UNDER_WAY:
        return None
    payment = transaction.payment
    ensure_practice_stays(payment.order, transaction.gateway)
    address = payment.order.billing_address or payment.order.shipping_address
    return transaction.gateway, Instruction(
        kind=TransactionKind(transaction.kind),
        key=transaction.key,
        amount=transaction.amount,
        currency=transaction.currency,
        reference=payment.order.number,
        token=payment.token,
        target=transaction.parent.gateway_reference if transaction.parent else "",
        billing_country=address.country if address else "",
        return_url=return_url(transaction.key),
        asked_at=transaction.created_at,
    )
