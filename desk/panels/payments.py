"""What was paid how: every payment with its ledger, and money owed back."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.utils.safestring import SafeString

from core.admin.chips import state_chip
from orders.models import Order, OrderTender
from payments.models import Payment, PaymentTransaction, Refund

PAYMENT_TONES = {
    "pending": "warn", "requires_action": "warn", "authorized": "info", "partially_captured": "info",
    "captured": "good", "failed": "bad", "expired": "bad", "disputed": "bad",
}  # fmt: skip
OUTCOME_TONES = {"requested": "info", "succeeded": "good", "failed": "bad", "unknown": "warn"}
REFUND_TONES = {"granted": "warn", "approved": "info", "requested": "info", "succeeded": "good", "failed": "bad"}


@dataclass(frozen=True)
class PaymentRow:
    """One payment; ``amount`` is what its state speaks of, ``of`` what it is a part of, where it is one."""

    payment: Payment
    state: SafeString
    amount: Decimal
    of: Decimal | None
    transactions: Sequence[tuple[PaymentTransaction, SafeString]]


@dataclass(frozen=True)
class PaymentsPanel:
    """``tenders`` are shown only while no payment was made of them."""

    payments: Sequence[PaymentRow]
    refunds: Sequence[tuple[Refund, SafeString]]
    tenders: Sequence[OrderTender]


def payments_panel(order: Order) -> PaymentsPanel:
    """Three queries; the order keeps the rows, for the buttons that look at its money."""
    prefetch_related_objects([order], "payments__transactions", "refunds__allocations__transaction")
    payments = sorted(order.payments.all(), key=lambda payment: (payment.position, payment.pk))
    refunds = sorted(order.refunds.all(), key=lambda refund: refund.pk)
    return PaymentsPanel(
        payments=[_row(payment) for payment in payments],
        refunds=[(each, state_chip(each.state, each.get_state_display(), REFUND_TONES)) for each in refunds],
        tenders=[] if payments else list(order.tenders.all()),
    )


def _row(payment: Payment) -> PaymentRow:
    ledger = sorted(payment.transactions.all(), key=lambda each: each.pk)
    return PaymentRow(
        payment=payment,
        state=state_chip(payment.state, payment.get_state_display(), PAYMENT_TONES),
        amount=_spoken_of(payment),
        of=payment.captured_amount + payment.open_amount if payment.captured_amount and payment.open_amount else None,
        transactions=[(each, state_chip(each.outcome, each.get_outcome_display(), OUTCOME_TONES)) for each in ledger],
    )


def _spoken_of(payment: Payment) -> Decimal:
    """What was captured; else what is still authorized; else what the tender is to pay."""
    return payment.captured_amount or payment.open_amount or payment.amount
