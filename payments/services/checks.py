"""Checks: in hand they are a promise, cleared they are money, and one may bounce even then."""

from decimal import Decimal
from hashlib import sha256

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.money import quantize
from core.service import service
from orders.models import Order, TenderKind
from payments.locks import lock_payment
from payments.models import Payment, PaymentTransaction
from payments.services.folding import fold, tell_funds
from payments.services.promising import left_of
from payments.services.recording import follow_money, record_failure
from payments.statuses import Outcome, TransactionKind

RIGHT = "payments.receive_payment"


@service
def record_check_received(*, payment_id: int, amount: Decimal, reference: str, actor: Actor) -> Payment:
    """A check for ``amount`` lies here; it secures nothing before it is cleared.

    The same ``reference`` (bank and number of the check) is written down once. Raises NotPermitted, InvalidInput, and
    MoveRefused for another tender or while a check is being cleared.
    """
    order, payments, payment = _lock(payment_id, actor)
    if amount <= 0 or amount != quantize(amount, payment.currency):
        raise InvalidInput(f"{amount} is not an amount in {payment.currency}.", field="amount")
    if not reference.strip():
        raise InvalidInput("Name the bank and the number of the check.", field="reference")
    key = f"check-{payment.pk}-{sha256(reference.strip().encode()).hexdigest()[:24]}"
    if PaymentTransaction.objects.filter(key=key).exists():
        return payment
    if clearing(payment) is not None:
        raise MoveRefused("receive", [Blocker("clearing", "a check is being cleared already.", fix="Wait for it.")])
    PaymentTransaction.objects.create(
        payment=payment, kind=TransactionKind.AUTHORIZATION, amount=amount, currency=payment.currency, key=key,
        note=reference.strip()[:120],
    )  # fmt: skip
    payment.failure = ""
    fold(payment)
    tell_funds(order.pk, payments, actor=actor)
    return payment


@service
def record_check_cleared(*, payment_id: int, actor: Actor) -> Payment:
    """The bank paid the check. Raises NotPermitted, and MoveRefused when none is being cleared."""
    order, payments, payment = _lock(payment_id, actor)
    check = _clearing(payment)
    _settle(check, Outcome.SUCCEEDED)
    PaymentTransaction.objects.create(
        payment=payment, kind=TransactionKind.CAPTURE, outcome=Outcome.SUCCEEDED, amount=check.amount,
        currency=payment.currency, key=f"{check.key}-c", parent=check, settled_at=timezone.now(), note=check.note,
    )  # fmt: skip
    fold(payment)
    tell_funds(order.pk, payments, actor=actor)
    follow_money(order, is_new_cover=False)
    return payment


@service
def record_check_bounced(*, payment_id: int, reason: str, actor: Actor) -> Payment:
    """The bank did not pay the check, or took the money back: then it is a chargeback.

    Raises NotPermitted, InvalidInput without a reason, and MoveRefused when there is nothing to bounce.
    """
    order, payments, payment = _lock(payment_id, actor)
    if not reason.strip():
        raise InvalidInput("Say what the bank wrote.", field="reason")
    check = clearing(payment)
    if check is not None:
        _settle(check, Outcome.FAILED, error=f"The check bounced: {reason.strip()}"[:300])
    else:
        _charge_back(payment, reason.strip())
    payment.failure = f"The check bounced: {reason.strip()}"[:300]
    fold(payment)
    tell_funds(order.pk, payments, actor=actor)
    return payment


def clearing(payment: Payment) -> PaymentTransaction | None:
    """The check that the bank has not answered for yet."""
    return payment.transactions.filter(kind=TransactionKind.AUTHORIZATION, outcome=Outcome.REQUESTED).first()


def _clearing(payment: Payment) -> PaymentTransaction:
    check = clearing(payment)
    if check is None:
        raise MoveRefused("clear", [Blocker("no_check", "no check is being cleared.", fix="Write down that it came.")])
    return check


def _charge_back(payment: Payment, reason: str) -> None:
    _give_back_no_more(payment, reason)
    captures = payment.transactions.filter(kind=TransactionKind.CAPTURE, outcome=Outcome.SUCCEEDED).order_by("-pk")
    capture = next((each for each in captures if left_of(each) > 0), None)
    if capture is None:
        raise MoveRefused("bounce", [Blocker("no_check", "there is no check that could bounce.")])
    PaymentTransaction.objects.create(
        payment=payment, kind=TransactionKind.CHARGEBACK, outcome=Outcome.SUCCEEDED, amount=left_of(capture),
        currency=payment.currency, key=f"bounced-{capture.pk}-{capture.children.count()}", parent=capture,
        settled_at=timezone.now(), note=reason[:120],
    )  # fmt: skip


def _give_back_no_more(payment: Payment, reason: str) -> None:
    """What a person was still to give back of a check that bounced is money we do not have: the refund fails."""
    waiting = payment.transactions.filter(kind=TransactionKind.REFUND, outcome=Outcome.REQUESTED, gateway="")
    for refund in waiting.order_by("pk"):
        record_failure(transaction_id=refund.pk, reason=f"The check bounced before it was paid back: {reason}")
    payment.refresh_from_db()


def _settle(check: PaymentTransaction, outcome: Outcome, *, error: str = "") -> None:
    check.outcome, check.error, check.settled_at = outcome, error, timezone.now()
    check.save(update_fields=["outcome", "error", "settled_at"])


def _lock(payment_id: int, actor: Actor) -> tuple[Order, list[Payment], Payment]:
    order, payments, payment = lock_payment(payment_id)
    ensure_may(actor, RIGHT)
    if payment.kind != TenderKind.CHECK:
        raise MoveRefused("check", [Blocker("no_check", "this tender is no check.")])
    return order, payments, payment
