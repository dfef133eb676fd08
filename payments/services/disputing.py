"""What a card holder's bank does: it is written down as the gateway tells it, in any order, each thing once."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.errors import InvalidInput
from core.events import publish
from core.fsm import perform
from core.models import Alert
from core.money import format_money
from core.service import service
from orders.models import Order
from payments.events import DisputeClosed, DisputeFact, DisputeOpened, FundsReturned, FundsWithdrawn
from payments.gateways.contract import DisputeNews
from payments.locks import lock_dispute, lock_payments
from payments.models import Dispute, Payment, PaymentTransaction
from payments.selectors.disputed import disputed_capture
from payments.services.escalating import escalate, escalates, is_outgrown
from payments.services.folding import fold, refundable, tell_funds
from payments.services.presenting import present_dispute
from payments.statuses import DISPUTE_OPEN, DisputeKind, DisputeState, Outcome, TransactionKind

_MOVES = {
    DisputeState.UNDER_REVIEW: "answer", DisputeState.WON: "win", DisputeState.LOST: "lose",
    DisputeState.CLOSED: "close",
}  # fmt: skip


@service
def record_dispute(*, gateway: str, news: DisputeNews) -> str:
    """Bring our dispute up to what the gateway says; tells why that is not possible, or an empty string.

    Nothing is lost before the funds are withdrawn, and nothing is won before they came back. Repetition and any order
    come to the same end: a state only moves forward, an inquiry becomes a chargeback and never again an inquiry, each
    movement of money is booked once.
    """
    capture = disputed_capture(gateway=gateway, reference=news.capture)
    if capture is None:
        return "No capture of ours has this reference."
    if news.kind == DisputeKind.WARNING and not news.amount:
        news = replace(news, amount=capture.amount, currency=capture.currency)
    if capture.currency != news.currency or news.amount <= 0:
        return f"It speaks of {news.amount} {news.currency}; the capture was of {capture.amount} {capture.currency}."
    order_id = Payment.objects.values_list("order_id", flat=True).get(pk=capture.payment_id)
    order, payments = lock_payments(order_id)
    payment = next(one for one in payments if one.pk == capture.payment_id)
    dispute = _known_or_opened(order, payment, capture, gateway, news)
    if is_outgrown(dispute, news):
        return ""
    if escalates(dispute, news):
        escalate(dispute, news)
    flaw = _move_forward(dispute, news.state)
    if flaw:
        return flaw
    _book(dispute, payment, news)
    _bring_up(dispute, payment, payments, actor=SYSTEM)
    return ""


def _known_or_opened(
    order: Order, payment: Payment, capture: PaymentTransaction, gateway: str, news: DisputeNews
) -> Dispute:
    dispute, is_new = Dispute.objects.get_or_create(
        gateway=gateway, reference=news.reference,
        defaults={
            "order": order, "payment": payment, "capture": capture, "kind": news.kind, "amount": news.amount,
            "currency": news.currency, "reason": news.reason, "evidence_due_at": news.evidence_due_at,
        },
    )  # fmt: skip
    if is_new:
        _publish(DisputeOpened, dispute, changes={dispute.kind: [None, dispute.state]})
    elif dispute.kind == news.kind and _is_later(news.evidence_due_at, dispute.evidence_due_at):
        dispute.evidence_due_at = news.evidence_due_at
        dispute.save(update_fields=["evidence_due_at"])
    return dispute


def _is_later(due: datetime | None, known: datetime | None) -> bool:
    """A bank gives more time, never less: so the order in which it is told does not matter."""
    return due is not None and (known is None or due > known)


def _move_forward(dispute: Dispute, wanted: str) -> str:
    """Move on to what the gateway says, never back; a sentence when both are ends and they differ."""
    is_over, is_end = dispute.state not in DISPUTE_OPEN, wanted not in DISPUTE_OPEN
    if is_over and is_end and wanted != dispute.state:
        return f"Our books say that it ended as {dispute.state}, the gateway says {wanted}. A person must look."
    if is_over or wanted in (dispute.state, DisputeState.NEEDS_RESPONSE):
        return ""
    arguments = {"now": timezone.now()} if is_end else {}
    before, after = perform(dispute, _MOVES[DisputeState(wanted)], actor=SYSTEM, **arguments)
    dispute.save(update_fields=["state", "finished_at"])
    if is_end:
        _publish(DisputeClosed, dispute, changes={dispute.kind: [before, after]})
    return ""


def _book(dispute: Dispute, payment: Payment, news: DisputeNews) -> None:
    """Money that moved, into the ledger: the withdrawal first, whichever was told first."""
    now = timezone.now()
    dispute.withdrawn_at = dispute.withdrawn_at or (now if news.withdrawn else None)
    dispute.returned_at = dispute.returned_at or (now if news.returned else None)
    dispute.save(update_fields=["withdrawn_at", "returned_at"])
    taken = _chargeback(dispute, payment) if dispute.withdrawn_at else None
    if taken is not None and dispute.returned_at:
        _reversal(dispute, taken)


def _chargeback(dispute: Dispute, payment: Payment) -> PaymentTransaction | None:
    """The ledger's row of the withdrawal; what exceeds the money still there is told to a person."""
    key = f"dispute-{dispute.reference}"[:64]
    known = PaymentTransaction.objects.filter(key=key).first()
    if known is not None:
        return known
    amount = min(dispute.amount, refundable(payment))
    if amount < dispute.amount:
        _tell_excess(dispute, payment)
    if amount <= 0:
        return None
    taken = _write(dispute, TransactionKind.CHARGEBACK, amount, key=key, reference=dispute.reference)
    _publish(FundsWithdrawn, dispute, changes={"charged_back": [None, amount]})
    return taken


def _reversal(dispute: Dispute, taken: PaymentTransaction) -> None:
    key = f"returned-{taken.pk}"
    if not PaymentTransaction.objects.filter(key=key).exists():
        _write(dispute, TransactionKind.REVERSAL, taken.amount, key=key, reference=f"{dispute.reference[:60]}-in")
        _publish(FundsReturned, dispute, changes={"charged_back": [taken.amount, None]})


def _write(dispute: Dispute, kind: TransactionKind, amount: Decimal, *, key: str, reference: str) -> PaymentTransaction:
    return PaymentTransaction.objects.create(
        payment_id=dispute.payment_id, kind=kind, outcome=Outcome.SUCCEEDED, amount=amount, currency=dispute.currency,
        key=key, parent_id=dispute.capture_id, gateway=dispute.gateway, gateway_reference=reference,
        settled_at=timezone.now(),
    )  # fmt: skip


def _tell_excess(dispute: Dispute, payment: Payment) -> None:
    """Refunded and charged back: more went out than came in, and the ledger of the payment cannot hold that."""
    left, asked = (format_money(each, dispute.currency) for each in (refundable(payment), dispute.amount))
    Alert.objects.get_or_create(
        kind="paid_back_twice", reference=f"dispute {dispute.pk}", closed_at=None,
        defaults={
            "message": f"{dispute}: the bank took {asked}, and only {left} of {payment.number} were not refunded yet."
            " Send the bank the proof of the refund."
        },
    )  # fmt: skip


@service
def dismiss_warning(*, dispute_id: int, reason: str, actor: Actor) -> Dispute:
    """A person has looked at an early fraud warning: refunds are possible again.

    Raises NotPermitted, InvalidInput without a reason, and MoveRefused for a dispute, which the bank alone ends.
    """
    order, payments, dispute = lock_dispute(dispute_id)
    if not reason.strip():
        raise InvalidInput("Say what was found; it is kept with the warning.", field="reason")
    before, after = perform(dispute, "dismiss", actor=actor, now=timezone.now())
    dispute.save(update_fields=["state", "finished_at"])
    fact = DisputeClosed(order_id=order.pk, dispute_id=dispute.pk)
    publish(fact, actor=actor, changes={dispute.kind: [before, after]}, note=reason)
    _bring_up(dispute, next(one for one in payments if one.pk == dispute.payment_id), payments, actor=actor)
    return dispute


def _bring_up(dispute: Dispute, payment: Payment, payments: list[Payment], *, actor: Actor) -> None:
    """The payment's marks and sums, the order's board, and the money inbox."""
    present_dispute(dispute, actor=actor)
    kinds = set(Dispute.objects.filter(payment=payment, state__in=DISPUTE_OPEN).values_list("kind", flat=True))
    payment.refunds_frozen, payment.is_disputed = bool(kinds), bool(kinds - {DisputeKind.WARNING})
    payment.save(update_fields=["refunds_frozen", "is_disputed"])
    fold(payment)
    tell_funds(dispute.order_id, payments, actor=SYSTEM)


def _publish(fact: type[DisputeFact], dispute: Dispute, *, changes: dict[str, list[object]]) -> None:
    publish(fact(order_id=dispute.order_id, dispute_id=dispute.pk), actor=SYSTEM, changes=changes)
