"""Money that comes without a wire: transfers, cash, invoices paid. A person saw it and writes it down."""

from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.money import quantize
from core.service import service
from payments.gateways.contract import Receipt
from payments.locks import lock_payments, lock_transaction
from payments.models import Payment, PaymentTransaction
from payments.services.folding import fold, tell_funds
from payments.services.recording import record_receipt
from payments.statuses import Outcome, TransactionKind


@service
def record_payment_received(*, payment_id: int, amount: Decimal, reference: str, actor: Actor) -> Payment:
    """``amount`` arrived for a tender without a gateway: an authorization and a capture in one.

    Raises NotPermitted and InvalidInput (gateway tenders tell by themselves; amounts must be payable).
    """
    order_id = Payment.objects.values_list("order_id", flat=True).get(pk=payment_id)
    _, payments = lock_payments(order_id)
    payment = next(payment for payment in payments if payment.pk == payment_id)
    ensure_may(actor, "payments.capture_payment")
    if payment.gateway:
        raise InvalidInput("This tender is collected by its gateway; nothing is typed in.", field="payment")
    if amount <= 0 or amount != quantize(amount, payment.currency):
        raise InvalidInput(f"{amount} is not an amount in {payment.currency}.", field="amount")
    for kind in (TransactionKind.AUTHORIZATION, TransactionKind.CAPTURE):
        PaymentTransaction.objects.create(
            payment=payment, kind=kind, outcome=Outcome.SUCCEEDED, amount=amount, currency=payment.currency,
            key=uuid4().hex, settled_at=timezone.now(), error=reference[:300],
        )  # fmt: skip
    fold(payment)
    tell_funds(order_id, payments, actor=actor)
    return payment


@service
def record_paid_back(*, transaction_id: int, reference: str, actor: Actor) -> None:
    """A person gave the money of a refund back by hand."""
    ensure_may(actor, "payments.execute_refund")
    _, payment, transaction = lock_transaction(transaction_id)
    if payment.gateway or transaction.kind != TransactionKind.REFUND:
        raise InvalidInput("Only refunds without a gateway are written down by hand.", field="transaction")
    receipt = Receipt(
        status="ok", gateway_reference=reference[:64], amount=transaction.amount, currency=transaction.currency
    )
    record_receipt(transaction_id=transaction_id, receipt=receipt)
