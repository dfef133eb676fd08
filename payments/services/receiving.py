"""Money that comes without a wire: transfers, cash, invoices paid. A person saw it and writes it down."""

from decimal import Decimal
from hashlib import sha256

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.money import ensure_amount, quantize
from core.service import service
from payments.gateways.contract import Receipt
from payments.locks import lock_payment, lock_transaction
from payments.models import Payment, PaymentTransaction, RefundAllocation
from payments.services.folding import fold, tell_funds
from payments.services.late import note_late_money
from payments.services.promising import promise_money
from payments.services.recording import follow_money, record_receipt
from payments.statuses import Outcome, TransactionKind


@service
def record_payment_received(*, payment_id: int, amount: Decimal, reference: str, actor: Actor) -> Payment:
    """``amount`` arrived for a tender without a gateway: an authorization and a capture in one.

    The same ``reference`` (of the bank, the till, the invoice) is written down once. Raises
    NotPermitted and InvalidInput (gateway tenders tell by themselves; amounts must be payable).
    """
    order, payments, payment = lock_payment(payment_id)
    ensure_may(actor, "payments.receive_payment")
    if payment.gateway:
        raise InvalidInput("This tender is collected by its gateway; nothing is typed in.", field="payment")
    ensure_amount(amount, payment.currency)
    if not reference.strip():
        raise InvalidInput(
            "Name the bank's or the till's reference, so that it is not counted twice.", field="reference"
        )
    key = f"received-{payment.pk}-{sha256(reference.strip().encode()).hexdigest()[:24]}"
    if PaymentTransaction.objects.filter(key=f"{key}-c").exists():
        return payment
    came = _write_down(payment, amount, key=key, reference=reference.strip(), actor=actor)
    fold(payment)
    tell_funds(order.pk, payments, actor=actor)
    note_late_money(order, came, has_waited=False)
    follow_money(order, is_new_cover=False)
    return payment


def _write_down(payment: Payment, amount: Decimal, *, key: str, reference: str, actor: Actor) -> PaymentTransaction:
    """The capture, child of its authorization."""

    def write(kind: TransactionKind, suffix: str, parent: PaymentTransaction | None) -> PaymentTransaction:
        return PaymentTransaction.objects.create(
            payment=payment, kind=kind, outcome=Outcome.SUCCEEDED, amount=amount, currency=payment.currency,
            key=f"{key}-{suffix}", parent=parent, settled_at=timezone.now(), note=reference[:120],
            requested_by=actor.label[:64],
        )  # fmt: skip

    return write(TransactionKind.CAPTURE, "c", write(TransactionKind.AUTHORIZATION, "a", None))


@service
def record_paid_back(*, transaction_id: int, reference: str, actor: Actor) -> None:
    """A person gave the money of a refund back by hand."""
    _, _, transaction = lock_transaction(transaction_id)
    ensure_may(actor, "payments.request_refund")
    if transaction.gateway or transaction.kind != TransactionKind.REFUND:
        raise InvalidInput("Only refunds without a gateway are written down by hand.", field="transaction")
    PaymentTransaction.objects.filter(pk=transaction_id).update(note=reference[:120])
    receipt = Receipt(status="ok", gateway_reference="", amount=transaction.amount, currency=transaction.currency)
    record_receipt(transaction_id=transaction_id, receipt=receipt)


@service
def record_part_paid_back(*, transaction_id: int, amount: Decimal, reference: str, actor: Actor) -> None:
    """Only ``amount`` of a refund was given back by hand; the rest of it stays owed, as a transaction of its own.

    The ledger only grows: the one transaction ends, two of the same refund take its place. Raises
    NotPermitted, and InvalidInput when the amount is not a part of a refund without a gateway that is open.
    """
    _, payment, transaction = lock_transaction(transaction_id)
    ensure_may(actor, "payments.request_refund")
    is_open = transaction.kind == TransactionKind.REFUND and transaction.outcome == Outcome.REQUESTED
    if transaction.gateway or not is_open:
        raise InvalidInput("Only open refunds without a gateway are written down by hand.", field="transaction")
    if not 0 < amount < transaction.amount or amount != quantize(amount, payment.currency):
        raise InvalidInput(f"{amount} is not a part of {transaction.amount}.", field="amount")
    refund = RefundAllocation.objects.get(transaction=transaction).refund
    transaction.outcome, transaction.error = Outcome.FAILED, "Given back in parts."
    transaction.settled_at = timezone.now()
    transaction.save(update_fields=["outcome", "error", "settled_at"])
    promised = []
    for part in (amount, transaction.amount - amount):
        promised.append(promise_money(payment, TransactionKind.REFUND, part, actor=actor, parent=transaction.parent))
        RefundAllocation.objects.create(refund=refund, transaction=promised[-1], amount=part)
    record_paid_back(transaction_id=promised[0].pk, reference=reference, actor=actor)
