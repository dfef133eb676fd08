"""Write down what the gateway did. Accepts repetition; an outcome only moves forward."""

from django.utils import timezone

from core.actors import SYSTEM
from core.events import publish
from core.fsm import perform
from core.service import service
from orders.models import Order
from orders.selectors.worth import payable
from orders.statuses import ENDED
from payments.events import Refunded, RefundFailed
from payments.gateways.contract import Receipt
from payments.locks import lock_payment, lock_payments, lock_transaction
from payments.models import Payment, PaymentTransaction, Refund
from payments.selectors.promised import given_back
from payments.services.alarming import alarm
from payments.services.collecting import collect_locked
from payments.services.delaying import authorize_what_arrived, forgo_surplus
from payments.services.folding import fold, tell_funds, unsecured
from payments.services.holding import ask_customer_to_pay
from payments.services.lapsing import after_lapse, lapse
from payments.services.late import follow_void, note_late_money
from payments.services.lowering import credit_refunded
from payments.services.renewing import let_go_of_renewed
from payments.services.settling import settle_locked
from payments.services.waking import wake_waiting
from payments.statuses import UNDER_WAY, Outcome, PaymentState, RefundState, TransactionKind

_TAKEN = (TransactionKind.AUTHORIZATION, TransactionKind.CAPTURE)


@service
def record_receipt(*, transaction_id: int, receipt: Receipt) -> None:
    """Settle a transaction by the gateway's receipt; one already settled stays as it is."""
    order, payment, transaction = lock_transaction(transaction_id)
    if transaction.outcome not in UNDER_WAY:
        return
    has_waited = payment.state == PaymentState.REQUIRES_ACTION
    if receipt.status == "needs_action":
        payment.action_url, payment.gateway_reference = receipt.action_url, receipt.gateway_reference
        _finish(order, payment)
        return
    transaction.outcome = Outcome.SUCCEEDED if receipt.status == "ok" else Outcome.FAILED
    transaction.gateway_reference = receipt.gateway_reference
    transaction.error = receipt.message if receipt.status != "ok" else ""
    transaction.expires_at = receipt.expires_at
    settle_transaction(transaction)
    if transaction.kind == TransactionKind.AUTHORIZATION:
        _note_authorization(payment, receipt)
    follow(order, payment, transaction, has_waited=has_waited)
    if receipt.rest_released:
        _let_rest_go(transaction)


def _let_rest_go(transaction: PaymentTransaction) -> None:
    """The gateway holds nothing of it any more: what was left is gone, and asked for anew while the order needs it."""
    order, payments, payment = lock_payment(transaction.payment_id)
    if transaction.parent is not None and lapse(payment, transaction.parent):
        after_lapse(order, payments, payment, actor=SYSTEM)


@service
def record_failure(*, transaction_id: int, reason: str) -> None:
    """The gateway said no, for good."""
    order, payment, transaction = lock_transaction(transaction_id)
    if transaction.outcome not in UNDER_WAY:
        return
    transaction.outcome, transaction.error = Outcome.FAILED, reason[:300]
    settle_transaction(transaction)
    if transaction.kind == TransactionKind.AUTHORIZATION:
        payment.failure = reason[:300]
    follow(order, payment, transaction)


@service
def record_lapsed(*, transaction_id: int, reason: str) -> None:
    """The gateway no longer holds the money a capture or void was to act upon."""
    record_failure(transaction_id=transaction_id, reason=reason)
    _let_rest_go(lock_transaction(transaction_id)[2])


@service
def record_unknown(*, transaction_id: int, reason: str) -> None:
    """It may have happened: the money stays promised, and the gateway will be asked. The latest reason is kept."""
    order, payment, transaction = lock_transaction(transaction_id)
    if transaction.outcome not in UNDER_WAY:
        return
    is_news = transaction.outcome == Outcome.REQUESTED
    transaction.outcome, transaction.error = Outcome.UNKNOWN, reason[:300]
    transaction.save(update_fields=["outcome", "error"])
    if is_news:
        _finish(order, payment)


def settle_transaction(transaction: PaymentTransaction) -> None:
    """Save the end that a movement came to, and wake what waited for it; the caller holds the locks."""
    transaction.settled_at = timezone.now()
    transaction.save(update_fields=["outcome", "gateway_reference", "error", "settled_at", "expires_at"])
    wake_waiting(transaction)


def _note_authorization(payment: Payment, receipt: Receipt) -> None:
    card = receipt.card
    payment.gateway_reference, payment.expires_at = receipt.gateway_reference, receipt.expires_at
    payment.card_brand, payment.card_last4 = card.brand[:24], card.last4[:4]
    payment.card_fingerprint, payment.card_country = card.fingerprint[:64], card.country[:2]
    payment.avs_check, payment.cvc_check = card.avs_check[:12], card.cvc_check[:12]
    payment.action_url = ""
    payment.failure = receipt.message if receipt.status != "ok" else ""


def follow(order: Order, payment: Payment, transaction: PaymentTransaction, *, has_waited: bool = False) -> None:
    """What a movement that came to its end calls for; the caller holds the locks."""
    if transaction.kind == TransactionKind.REFUND and transaction.outcome == Outcome.SUCCEEDED:
        credit_refunded(order, transaction)
    _finish(order, payment)
    if transaction.kind == TransactionKind.REFUND:
        _follow_refund(transaction)
    if transaction.outcome == Outcome.FAILED and transaction.kind != TransactionKind.AUTHORIZATION:
        alarm(order, transaction)
    if transaction.outcome == Outcome.FAILED and transaction.kind == TransactionKind.AUTHORIZATION:
        missing = unsecured(order, lock_payments(order.pk)[1])
        if missing > 0:
            ask_customer_to_pay(order, transaction, missing=missing)
    if transaction.outcome == Outcome.FAILED and transaction.kind == TransactionKind.CAPTURE and order.state in ENDED:
        # The order ended while it was under way: what it leaves authorized is let go.
        settle_locked(order, lock_payments(order.pk)[1], actor=SYSTEM)
    if transaction.outcome == Outcome.SUCCEEDED and transaction.kind == TransactionKind.AUTHORIZATION:
        let_go_of_renewed(payment, transaction, actor=SYSTEM)
    if transaction.outcome == Outcome.FAILED and transaction.kind == TransactionKind.VOID and payment.delayed_amount:
        # It is held still, so it is not asked for a second time once the goods are there.
        forgo_surplus(order_id=order.pk, actor=SYSTEM)
    if transaction.outcome == Outcome.SUCCEEDED and transaction.kind == TransactionKind.VOID:
        follow_void(transaction)
        if payment.delayed_amount:
            # Let go of while its goods are here: nothing would come that has it asked for again.
            authorize_what_arrived(order_id=order.pk, actor=SYSTEM)
    if transaction.outcome == Outcome.SUCCEEDED and transaction.kind in _TAKEN:
        note_late_money(order, transaction, has_waited=has_waited)
        follow_money(order, is_new_cover=transaction.kind == TransactionKind.AUTHORIZATION)


def follow_money(order: Order, *, is_new_cover: bool) -> None:
    """What money that arrived calls for: nothing, giving back what is not owed, or collecting what is due."""
    payments = lock_payments(order.pk)[1]
    if order.state in ENDED or sum(payment.captured_amount for payment in payments) > payable(order):
        settle_locked(order, payments, actor=SYSTEM)
    elif is_new_cover:
        if unsecured(order, payments) < 0:
            # The order came to cost less while the card was asked.
            settle_locked(order, payments, actor=SYSTEM)
        if order.confirmed_at is not None:
            collect_locked(order, payments, actor=SYSTEM)


def _finish(order: Order, payment: Payment) -> None:
    fold(payment)
    tell_funds(order.pk, [payment, *Payment.objects.filter(order=order).exclude(pk=payment.pk)], actor=SYSTEM)


def _follow_refund(transaction: PaymentTransaction) -> None:
    """Move the refund once all of its transactions are settled."""
    refund = Refund.objects.select_for_update(no_key=True).get(allocations__transaction=transaction)
    if refund.state != RefundState.REQUESTED:
        return
    parts = list(PaymentTransaction.objects.filter(refund_allocation__refund=refund))
    if any(part.outcome in UNDER_WAY for part in parts):
        return
    if given_back(refund) >= refund.amount:
        perform(refund, "succeed", actor=SYSTEM, now=timezone.now())
        fact: Refunded | RefundFailed = Refunded(order_id=refund.order_id, refund_id=refund.pk)
    else:
        reason = next((part.error for part in parts if part.error), "The gateway refused.")
        perform(refund, "fail", actor=SYSTEM, reason=reason)
        fact = RefundFailed(order_id=refund.order_id, refund_id=refund.pk)
    refund.save(update_fields=["state", "finished_at", "failure"])
    publish(fact, actor=SYSTEM)
