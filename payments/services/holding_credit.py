"""Credit is held the moment a payment starts: what it does not cover is asked of the next tender, exactly."""

from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from core.money import ZERO
from core.numbers import next_number
from orders.models import Order, OrderTender
from payments.credit_words import LEDGER
from payments.models import Payment, PaymentTransaction
from payments.services.folding import fold
from payments.services.moving_credit import account_for, enter_transaction, spendable
from payments.statuses import Outcome, PaymentState, TransactionKind

NOTHING_LEFT = "Nothing was left to spend."


def hold_credit(order: Order, tender: OrderTender, left: Decimal, payments: list[Payment]) -> Payment:
    """The payment of a tender of credit, its money held or refused with the reason; the caller holds the locks.

    A fixed amount is held whole or not at all: what is missing is not charged to another tender unasked. Without
    an amount it pays what there is of ``left``, in the order's currency.
    """
    failed = (each for each in payments if each.tender_id == tender.pk and each.state == PaymentState.FAILED)
    payment = next(failed, None) or _payment(order, tender)
    if tender.amount is None:
        account = account_for(order, payment)
        # Without an account it is asked for everything, so that the refusal says why.
        amount = left if account is None else min(left, spendable(account, order))
    else:
        amount = min(left, tender.amount)
    payment.amount = amount
    if amount <= 0:
        payment.state, payment.failure = PaymentState.VOIDED, NOTHING_LEFT
        payment.save(update_fields=["amount", "state", "failure"])
        return payment
    payment.save(update_fields=["amount"])
    hold_on(order, payment, amount)
    return payment


def await_credit(order: Order, tender: OrderTender, left: Decimal) -> Payment:
    """The payment of credit that comes with goods on their way back: nothing is held before (``exchanging.py``)."""
    amount = left if tender.amount is None else min(left, tender.amount)
    payment = _payment(order, tender)
    payment.amount = payment.delayed_amount = payment.awaited_amount = amount
    payment.save(update_fields=["amount", "delayed_amount", "awaited_amount"])
    return payment


def claim_of(payment: Payment, tender: OrderTender) -> Decimal:
    """How much of the order the next tenders need not pay: what is held, or the fixed amount that was refused."""
    return payment.amount if tender.amount is not None or payment.state != PaymentState.FAILED else ZERO


def _payment(order: Order, tender: OrderTender) -> Payment:
    return Payment.objects.create(
        number=next_number("payment"), order=order, tender=tender, position=tender.position, kind=tender.kind,
        gateway=LEDGER, currency=order.currency, amount=ZERO, token=tender.token,
    )  # fmt: skip


def hold_on(order: Order, payment: Payment, amount: Decimal) -> None:
    """Hold ``amount`` of the account's credit for the payment, or fail it with the reason; the caller has the locks."""
    hold = PaymentTransaction.objects.create(
        payment=payment, kind=TransactionKind.AUTHORIZATION, amount=amount, currency=payment.currency,
        key=uuid4().hex, gateway=LEDGER,
    )  # fmt: skip
    receipt = enter_transaction(order, payment, hold)
    hold.outcome = Outcome.SUCCEEDED if receipt.status == "ok" else Outcome.FAILED
    hold.gateway_reference, hold.error, hold.settled_at = receipt.gateway_reference, receipt.message, timezone.now()
    hold.save(update_fields=["outcome", "gateway_reference", "error", "settled_at"])
    payment.failure = receipt.message[:300]
    fold(payment)
