"""What orders do with credit: hold, take, let go, give back. The ledger is our own, so nothing is ever unknown."""

from decimal import Decimal

from django.utils import timezone

from core.actors import SYSTEM
from core.money import ZERO, format_money
from core.service import service
from orders.models import Order, TenderKind
from payments.credit_locks import lock_account, lock_gift_card, lock_store_credit
from payments.credit_words import LEDGER, EntryKind
from payments.errors import CreditNotFound
from payments.gateways.contract import Receipt
from payments.locks import lock_transaction
from payments.models import CreditAccount, CreditEntry, Payment, PaymentTransaction
from payments.services.crediting import enter, keep_spendable, store_credit_of
from payments.services.recording import record_receipt
from payments.statuses import UNDER_WAY, TransactionKind


@service
def move_credit(*, transaction_id: int) -> None:
    """Carry one promised movement of credit out and write it down, in one commit; repetition changes nothing."""
    order, payment, transaction = lock_transaction(transaction_id)
    if transaction.outcome in UNDER_WAY:
        receipt = enter_transaction(order, payment, transaction)
        record_receipt(transaction_id=transaction_id, receipt=receipt)


def enter_transaction(order: Order, payment: Payment, transaction: PaymentTransaction) -> Receipt:
    """What became of the movement, entered in the ledger of credit; the caller holds the order's and payment's lock.

    A capture enters nothing: what it takes left the balance when it was held.
    """
    if transaction.kind == TransactionKind.AUTHORIZATION:
        account = account_for(order, payment)
        refusal = why_not(account, transaction.amount, order)
        if account is None or refusal:
            return _receipt(transaction, "declined", refusal)
        enter(account, EntryKind.SPEND, -transaction.amount, actor=SYSTEM, cause=transaction, reason=order.number)
    elif transaction.kind == TransactionKind.VOID:
        _give(_account_of_hold(transaction.parent), EntryKind.RELEASE, order, transaction)
    elif transaction.kind == TransactionKind.REFUND:
        _give(_account_of_refund(order, payment, transaction), EntryKind.REFUND, order, transaction)
    return _receipt(transaction, "ok")


def account_for(order: Order, payment: Payment) -> CreditAccount | None:
    """The account that is to pay, locked: the card whose code was told, or what the customer has in this currency."""
    if payment.kind == TenderKind.GIFT_CARD:
        return lock_gift_card(payment.token)
    return lock_store_credit(order.customer_id, order.currency) if order.customer_id else None


def spendable(account: CreditAccount | None, order: Order) -> Decimal:
    """What the account could pay of the order now, in its currency."""
    if account is None or why_not(account, ZERO, order):
        return ZERO
    return Decimal(account.balance)


def why_not(account: CreditAccount | None, amount: Decimal, order: Order) -> str:
    """Why the account does not pay ``amount`` of the order; empty when it does."""
    if account is None:
        return f"There is no store credit in {order.currency}, or no gift card with this code."
    if account.currency != order.currency:
        return f"The credit is in {account.currency}, the order in {order.currency}."
    if account.expires_at is not None and account.expires_at <= timezone.now():
        return f"The gift card expired on {account.expires_at:%Y-%m-%d}."
    if account.balance < amount:
        left, asked = (format_money(value, account.currency) for value in (account.balance, amount))
        return f"There are {left} left, and {asked} were asked for."
    return ""


def _give(account: CreditAccount, kind: EntryKind, order: Order, transaction: PaymentTransaction) -> None:
    keep_spendable(account, now=timezone.now())
    enter(account, kind, transaction.amount, actor=SYSTEM, cause=transaction, reason=order.number)


def _account_of_refund(order: Order, payment: Payment, transaction: PaymentTransaction) -> CreditAccount:
    capture = transaction.parent
    refund = transaction.refund_allocation.refund
    if payment.gateway == LEDGER and capture is not None and refund.destination != "store_credit":
        return _account_of_hold(capture.parent)
    if order.customer_id is None:
        raise CreditNotFound(f"Order {order.number} has no customer who could be credited.")
    return store_credit_of(order.customer_id, order.currency)


def _account_of_hold(authorization: PaymentTransaction | None) -> CreditAccount:
    entry = CreditEntry.objects.filter(transaction=authorization, kind=EntryKind.SPEND).first()
    if entry is None:
        raise CreditNotFound("Nothing was held for this.")
    return lock_account(entry.account_id)


def _receipt(transaction: PaymentTransaction, status: str, message: str = "") -> Receipt:
    reference = f"{transaction.kind}-{transaction.pk}"
    return Receipt(
        status=status, gateway_reference=reference, amount=transaction.amount, currency=transaction.currency,
        message=message,
    )  # fmt: skip
