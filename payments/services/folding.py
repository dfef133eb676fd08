"""A payment's columns are the fold of its transactions; an order's sums are the fold of its payments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.actors import Actor
from core.money import ZERO
from orders.models import Order, TenderKind
from orders.services.recording.funds import Funds, record_funds
from payments.models import Payment, PaymentTransaction, Refund
from payments.selectors.promised import refunds_owed, still_payable
from payments.statuses import PAYMENT_OVER, UNDER_WAY, Outcome, PaymentState, RefundState, TransactionKind

LATER = (TenderKind.ON_ACCOUNT, TenderKind.CASH_ON_DELIVERY)
# Not with the gateway: what is, the ledger counts as under way.
WAITING = (RefundState.GRANTED, RefundState.APPROVED, RefundState.FAILED)
FOLDED = (
    "state", "authorized_amount", "voided_amount", "captured_amount", "refunded_amount", "charged_back_amount",
)  # fmt: skip


@dataclass(slots=True)
class Sums:
    """What was done and what is under way, by kind of transaction; ``lapsed`` is the part of the voids by calendar."""

    done: dict[str, Decimal]
    under_way: dict[str, Decimal]
    failed: set[str]
    lapsed: Decimal = ZERO


def sums_of(transactions: Iterable[PaymentTransaction]) -> Sums:
    sums = Sums(dict.fromkeys(TransactionKind.values, ZERO), dict.fromkeys(TransactionKind.values, ZERO), set())
    for transaction in transactions:
        if transaction.kind == TransactionKind.RETURN:
            # A refund that came back is none; the row of its going out stays.
            sums.done[TransactionKind.REFUND] -= transaction.amount
        elif transaction.outcome == Outcome.SUCCEEDED:
            sums.done[transaction.kind] += transaction.amount
            sums.lapsed += transaction.amount if transaction.is_lapse else ZERO
        elif transaction.outcome in UNDER_WAY:
            sums.under_way[transaction.kind] += transaction.amount
        else:
            sums.failed.add(transaction.kind)
    return sums


def capturable(payment: Payment) -> Decimal:
    """Authorized money not captured, not voided, and not promised to either."""
    sums = sums_of(payment.transactions.all())
    return payment.open_amount - sums.under_way[TransactionKind.CAPTURE] - sums.under_way[TransactionKind.VOID]


def refundable(payment: Payment) -> Decimal:
    """Captured money not given back, not charged back, and not promised to be."""
    sums = sums_of(payment.transactions.all())
    given = payment.refunded_amount + payment.charged_back_amount
    return payment.captured_amount - given - sums.under_way[TransactionKind.REFUND]


def free_to_refund(payments: Iterable[Payment], refunds: Iterable[Refund]) -> Decimal:
    """Captured money of an order's payments that none of its refunds claims, in the order's currency."""
    waiting = sum((refund.amount for refund in refunds if refund.state in WAITING), ZERO)
    return sum((refundable(payment) for payment in payments), ZERO) - waiting


def net_taken(order: Order, payments: Iterable[Payment], *, refunds: Iterable[Refund] | None = None) -> Decimal:
    """Captured, captures under way included, less what went back or is promised back.

    A card holder's complaint took money that was paid, and it is not asked for again; a check that bounced never paid.
    ``refunds`` are the order's when they were fetched with their allocations and lines before.
    """
    taken = ZERO
    for payment in payments:
        sums = sums_of(payment.transactions.all())
        taken += sums.done[TransactionKind.CAPTURE] + sums.under_way[TransactionKind.CAPTURE]
        taken -= sums.done[TransactionKind.REFUND]
        if payment.kind == TenderKind.CHECK:
            taken -= sums.done[TransactionKind.CHARGEBACK] - sums.done[TransactionKind.REVERSAL]
    return taken - refunds_owed(order, refunds)


def still_to_take(order: Order, payments: Iterable[Payment], *, refunds: Iterable[Refund] | None = None) -> Decimal:
    """What the order costs less what was or will be taken; never negative."""
    later = sum((p.amount - p.captured_amount for p in payments if is_later(p)), ZERO)
    return max(ZERO, still_payable(order, refunds) - net_taken(order, payments, refunds=refunds) - later)


def unsecured(order: Order, payments: Iterable[Payment]) -> Decimal:
    """What nothing covers: no tender, no authorization under way, no money that waits for goods. May be negative."""
    covered = ZERO
    for payment in payments:
        asked = sums_of(payment.transactions.all()).under_way[TransactionKind.AUTHORIZATION]
        covered += capturable(payment) + asked + payment.delayed_amount
    return still_to_take(order, payments) - covered


def is_later(payment: Payment) -> bool:
    """Whether the tender still is a promise to pay by invoice or on delivery."""
    return payment.kind in LATER and payment.state not in PAYMENT_OVER and payment.amount > payment.captured_amount


def is_spent(payment: Payment) -> bool:
    """Whether the tender gives the order nothing any more: it failed, or all of its money went or is going back."""
    if payment.state in PAYMENT_OVER:
        return True
    sums = sums_of(payment.transactions.all())
    if not (sums.done[TransactionKind.CAPTURE] or sums.done[TransactionKind.AUTHORIZATION]):
        return False
    coming = sums.under_way[TransactionKind.AUTHORIZATION] + sums.under_way[TransactionKind.CAPTURE]
    coming += payment.delayed_amount
    return capturable(payment) + refundable(payment) + coming <= 0


def fold(payment: Payment) -> None:
    """Bring the payment's columns up to its transactions and save them; the caller holds the lock."""
    transactions = list(payment.transactions.all())
    sums = sums_of(transactions)
    payment.authorized_amount = sums.done[TransactionKind.AUTHORIZATION]
    payment.voided_amount = sums.done[TransactionKind.VOID]
    payment.captured_amount = sums.done[TransactionKind.CAPTURE]
    payment.refunded_amount = sums.done[TransactionKind.REFUND]
    payment.charged_back_amount = sums.done[TransactionKind.CHARGEBACK] - sums.done[TransactionKind.REVERSAL]
    payment.state = state_of(payment, sums)
    payment.expires_at = first_expiry(transactions) or payment.expires_at
    payment.save(
        update_fields=[
            *FOLDED, "delayed_amount", "gateway_reference", "expires_at", "action_url", "failure", "card_brand",
            "card_last4", "card_fingerprint", "card_country", "avs_check", "cvc_check",
        ]
    )  # fmt: skip


def left_by_authorization(transactions: Iterable[PaymentTransaction]) -> dict[PaymentTransaction, Decimal]:
    """What no child of an authorization that stands has taken or is promised."""
    every = list(transactions)
    left = {each.pk: each.amount for each in every}
    for each in every:
        if each.parent_id in left and each.outcome != Outcome.FAILED:
            left[each.parent_id] -= each.amount
    stands = (TransactionKind.AUTHORIZATION, Outcome.SUCCEEDED)
    return {each: left[each.pk] for each in every if (each.kind, each.outcome) == stands}


def first_expiry(transactions: Iterable[PaymentTransaction]) -> datetime | None:
    """When the first authorization with money left on it runs out; None when none does."""
    moments = (each.expires_at for each, left in left_by_authorization(transactions).items() if left > 0)
    return min((moment for moment in moments if moment is not None), default=None)


def state_of(payment: Payment, sums: Sums) -> str:
    """The one word for a payment's amounts."""
    captured, given = payment.captured_amount, payment.refunded_amount
    if payment.charged_back_amount or payment.is_disputed:
        return PaymentState.DISPUTED
    if captured:
        if given:
            return PaymentState.REFUNDED if given >= captured else PaymentState.PARTIALLY_REFUNDED
        open_amount = payment.open_amount + payment.delayed_amount
        return PaymentState.PARTIALLY_CAPTURED if open_amount > 0 else PaymentState.CAPTURED
    if payment.open_amount > 0:
        return PaymentState.AUTHORIZED
    if sums.under_way[TransactionKind.AUTHORIZATION]:
        return PaymentState.REQUIRES_ACTION if payment.action_url else PaymentState.PENDING
    if payment.delayed_amount:
        return PaymentState.PENDING
    if payment.authorized_amount:
        return PaymentState.EXPIRED if sums.lapsed else PaymentState.VOIDED
    if TransactionKind.AUTHORIZATION in sums.failed:
        return PaymentState.FAILED
    is_over = payment.state in (PaymentState.VOIDED, PaymentState.FAILED)
    return payment.state if is_over else PaymentState.PENDING


def tell_funds(order_id: int, payments: Iterable[Payment], *, actor: Actor) -> None:
    """Put the sums of all payments on the order's notice board."""
    every = list(payments)
    later = [payment for payment in every if is_later(payment)]
    is_unpaid = all(payment.state in PAYMENT_OVER for payment in every)
    funds = Funds(
        authorized=sum((p.authorized_amount - p.voided_amount for p in every), ZERO),
        captured=sum((p.captured_amount for p in every), ZERO),
        refunded=sum((p.refunded_amount + p.charged_back_amount for p in every), ZERO),
        on_account=sum((p.amount - p.captured_amount for p in later), ZERO),
        delayed=sum((p.delayed_amount for p in every), ZERO),
        failed=is_unpaid and any(p.state in (PaymentState.FAILED, PaymentState.EXPIRED) for p in every),
        disputed=any(p.state == PaymentState.DISPUTED for p in every),
    )
    record_funds(order_id=order_id, funds=funds, actor=actor)
