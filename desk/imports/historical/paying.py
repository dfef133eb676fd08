"""Money of the past: received in full when ordered, given back when canceled, all without a wire."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.numbers import next_numbers
from desk.imports.copying import copy_instances, reserve_ids
from desk.imports.historical.composing import PastOrder
from orders.models import TenderKind
from payments.models import Payment, PaymentTransaction, Refund, RefundAllocation, RefundKind, RefundLine
from payments.statuses import Outcome, PaymentState, RefundState, TransactionKind

REASON = "Canceled before the take-over"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRefund:
    """Money given back of one order, in its currency."""

    order_id: int
    amount: Decimal
    at: datetime
    reference: str


def write_payments(past: Sequence[PastOrder]) -> None:
    """One payment for each tender, authorized and captured at the order's moment."""
    paid = [one for one in past if one.tenders]
    if not paid:
        return
    numbers = next_numbers("payment", len(paid))
    payments = list(map(_payment, paid, reserve_ids(Payment, len(paid)), numbers))
    copy_instances(Payment, payments)
    keys = reserve_ids(PaymentTransaction, 2 * len(paid))
    ledger = []
    for index, payment in enumerate(payments):
        authorization, capture = keys[2 * index : 2 * index + 2]
        at = payment.created_at
        ledger.append(_entry(authorization, payment, TransactionKind.AUTHORIZATION, payment.amount, at, "0"))
        ledger.append(_entry(capture, payment, TransactionKind.CAPTURE, payment.amount, at, "1", authorization))
    copy_instances(PaymentTransaction, ledger)


def _payment(one: PastOrder, key: int, number: str) -> Payment:
    order = one.order
    return Payment(
        id=key,
        number=number,
        order_id=order.pk,
        tender_id=one.tenders[0].pk,
        kind=TenderKind.TRANSFER,
        currency=order.currency,
        amount=order.total,
        state=PaymentState.CAPTURED,
        authorized_amount=order.total,
        captured_amount=order.total,
        created_at=order.created_at,
    )


def _entry(
    key: int, payment: Payment, kind: str, amount: Decimal, at: datetime, step: str, parent_id: int | None = None
) -> PaymentTransaction:
    return PaymentTransaction(
        id=key,
        payment_id=payment.pk,
        kind=kind,
        outcome=Outcome.SUCCEEDED,
        amount=amount,
        currency=payment.currency,
        key=f"history-{payment.pk}-{step}",
        parent_id=parent_id,
        created_at=at,
        settled_at=at,
    )


def refund_past(refunds: Sequence[PastRefund]) -> None:
    """Give money back from the one payment of each order, and write the refund that says why."""
    wanted = [refund for refund in refunds if refund.amount]
    if not wanted:
        return
    found = Payment.objects.select_for_update(no_key=True).filter(order_id__in=[refund.order_id for refund in wanted])
    payments = {payment.order_id: payment for payment in found.order_by("pk")}
    captures = dict(
        PaymentTransaction.objects.filter(payment__in=payments.values(), kind=TransactionKind.CAPTURE).values_list(
            "payment_id", "id"
        )
    )
    keys = reserve_ids(PaymentTransaction, len(wanted))
    granted = [
        _refund(refund, key, number, payments[refund.order_id].currency)
        for refund, key, number in zip(
            wanted, reserve_ids(Refund, len(wanted)), next_numbers("refund", len(wanted)), strict=True
        )
    ]
    ledger = []
    for key, refund in zip(keys, wanted, strict=True):
        payment = payments[refund.order_id]
        step = f"r{key}"
        parent = captures[payment.pk]
        ledger.append(_entry(key, payment, TransactionKind.REFUND, refund.amount, refund.at, step, parent))
        payment.refunded_amount += refund.amount
        is_all = payment.refunded_amount >= payment.captured_amount
        payment.state = PaymentState.REFUNDED if is_all else PaymentState.PARTIALLY_REFUNDED
    Payment.objects.bulk_update(payments.values(), ["refunded_amount", "state"], batch_size=200)
    copy_instances(PaymentTransaction, ledger)
    copy_instances(Refund, granted)
    # The units were called off: it gives back what was paid above what the order costs by then.
    copy_instances(RefundLine, [
        RefundLine(id=key, refund_id=one.pk, kind=RefundKind.EXCESS, amount=one.amount)
        for key, one in zip(reserve_ids(RefundLine, len(granted)), granted, strict=True)
    ])  # fmt: skip
    RefundAllocation.objects.bulk_create(
        RefundAllocation(refund_id=refund.pk, transaction_id=key, amount=refund.amount)
        for key, refund in zip(keys, granted, strict=True)
    )


def _refund(refund: PastRefund, key: int, number: str, currency: str) -> Refund:
    return Refund(
        id=key,
        number=number,
        order_id=refund.order_id,
        state=RefundState.SUCCEEDED,
        amount=refund.amount,
        currency=currency,
        reason=REASON,
        cause_kind="import",
        cause_reference=refund.reference,
        granted_by="import",
        approved_by="import",
        created_at=refund.at,
        finished_at=refund.at,
    )
