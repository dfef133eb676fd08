"""Grant, approve and execute refunds; the money goes back to the tenders that paid."""

from decimal import Decimal

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.fsm import perform
from core.money import ZERO, format_money, quantize
from core.numbers import next_number
from core.service import service
from orders.models import Order
from orders.statuses import RefundTo
from payments.errors import RefundExceedsCapture
from payments.events import RefundApproved, RefundCanceled, RefundGranted
from payments.locks import lock_payments, lock_refund
from payments.models import Payment, Refund, RefundAllocation
from payments.services.destinations import check_destination, ledger_of
from payments.services.folding import free_to_refund
from payments.services.freezing import ensure_refunds_open
from payments.services.promising import left_of, promise_money
from payments.statuses import Outcome, TransactionKind

# Above this, in the order's own currency, whoever granted a refund does not also approve it.
SECOND_PERSON_ABOVE = Decimal(100)


@service
def grant_refund(
    *, order_id: int, amount: Decimal, reason: str, actor: Actor, cause_kind: str = "", cause_reference: str = "",
    destination: str = RefundTo.TENDERS,
) -> Refund:  # fmt: skip
    """Owe the customer ``amount`` in the order's currency; nothing moves before it is approved and executed.

    It goes to the tenders that paid, or to the customer's store credit. Asked twice for the same cause it is owed
    once. Raises NotPermitted, InvalidInput for an amount that cannot be paid, RefundExceedsCapture, and MoveRefused
    for store credit when the order has no customer.
    """
    ensure_may(actor, "payments.grant_refund")
    order, payments = lock_payments(order_id)
    check_destination(order, destination)
    if amount <= 0 or amount != quantize(amount, order.currency):
        raise InvalidInput(f"{amount} is not an amount in {order.currency}.", field="amount")
    before = _granted_before(order, amount, cause_kind, cause_reference)
    if before is not None:
        return before
    ensure_refunds_open(payments, amount)
    free = free_to_refund(payments, Refund.objects.filter(order=order))
    if amount > free:
        raise RefundExceedsCapture(
            f"Only {free} {order.currency} are captured and not promised back yet.", field="amount", possible=str(free)
        )
    return grant(
        order, amount, reason=reason, actor=actor, cause_kind=cause_kind, cause_reference=cause_reference,
        destination=destination,
    )  # fmt: skip


def _granted_before(order: Order, amount: Decimal, kind: str, reference: str) -> Refund | None:
    """The refund that the same cause made; for another amount the cause is spent."""
    found = (
        Refund.objects.filter(order=order, cause_kind=kind, cause_reference=reference).first() if reference else None
    )
    if found is not None and found.amount != amount:
        paid = format_money(found.amount, found.currency)
        raise InvalidInput(f"This already granted {found.number} of {paid}. Start anew to grant more.", field="amount")
    return found


def grant(
    order: Order, amount: Decimal, *, reason: str, actor: Actor, cause_kind: str = "", cause_reference: str = "",
    destination: str = RefundTo.TENDERS,
) -> Refund:  # fmt: skip
    """The refund row and its event; the caller holds the locks and has checked the limit."""
    refund = Refund.objects.create(
        number=next_number("refund"), order=order, amount=amount, currency=order.currency, reason=reason[:200],
        cause_kind=cause_kind, cause_reference=cause_reference, granted_by=actor.label,
        destination=destination,
    )  # fmt: skip
    changes = {"refund": [None, amount]}
    publish(RefundGranted(order_id=order.pk, refund_id=refund.pk), actor=actor, changes=changes, note=reason)
    return refund


@service
def approve_refund(*, refund_id: int, actor: Actor) -> Refund:
    """Agree to a granted refund. Raises NotPermitted and MoveRefused; a large one needs a second person."""
    _, _, refund = lock_refund(refund_id)
    if refund.amount > SECOND_PERSON_ABOVE and refund.granted_by == actor.label and not actor.is_trusted:
        limit = format_money(SECOND_PERSON_ABOVE, refund.currency)
        sentence = f"you granted it yourself, and it is more than {limit}."
        raise MoveRefused("approve", [Blocker("second_person", sentence, fix="Ask a colleague to approve it.")])
    _approve(refund, actor=actor)
    return refund


@service
def request_refund(*, refund_id: int, actor: Actor) -> Refund:
    """Send an approved (or failed) refund to the gateway. Raises NotPermitted, MoveRefused, RefundExceedsCapture."""
    order, payments, refund = lock_refund(refund_id)
    return _execute(refund, order, payments, actor=actor)


@service
def cancel_refund(*, refund_id: int, actor: Actor) -> Refund:
    """Owe it no longer. Raises NotPermitted and MoveRefused."""
    _, _, refund = lock_refund(refund_id)
    before, after = perform(refund, "cancel", actor=actor, now=timezone.now())
    refund.save(update_fields=["state", "finished_at"])
    fact = RefundCanceled(order_id=refund.order_id, refund_id=refund.pk)
    publish(fact, actor=actor, changes={f"refund {refund.number}": [before, after]})
    return refund


def _approve(refund: Refund, *, actor: Actor) -> None:
    before, after = perform(refund, "approve", actor=actor, by=actor.label)
    refund.save(update_fields=["state", "approved_by"])
    fact = RefundApproved(order_id=refund.order_id, refund_id=refund.pk)
    publish(fact, actor=actor, changes={f"refund {refund.number}": [before, after]})


def approve_and_request(refund: Refund, order: Order, payments: list[Payment], *, actor: Actor) -> Refund:
    """The system's own refunds need no second look: they only undo what was taken above the price."""
    _approve(refund, actor=actor)
    return _execute(refund, order, payments, actor=actor)


def _execute(refund: Refund, order: Order, payments: list[Payment], *, actor: Actor) -> Refund:
    check_destination(order, refund.destination)
    perform(refund, "request", actor=actor)
    refund.failure = ""
    refund.save(update_fields=["state", "failure"])
    back = RefundAllocation.objects.filter(refund=refund, transaction__outcome=Outcome.SUCCEEDED)
    left = refund.amount - sum(back.values_list("amount", flat=True), ZERO)
    ensure_refunds_open(payments, left)
    for payment in reversed(payments):
        left = _refund_payment(refund, payment, left, actor)
    if left > 0:
        raise RefundExceedsCapture(
            f"{left} {order.currency} of {refund.number} are not covered by captured money.",
            possible=str(refund.amount - left),
        )
    return refund


def _refund_payment(refund: Refund, payment: Payment, left: Decimal, actor: Actor) -> Decimal:
    """Give back up to ``left`` of one payment, capture by capture; tells what remains."""
    if payment.refunds_frozen:
        return left
    captures = payment.transactions.filter(kind=TransactionKind.CAPTURE, outcome=Outcome.SUCCEEDED).order_by("-pk")
    for capture in captures:
        amount = min(left, left_of(capture))
        if amount > 0:
            transaction = promise_money(
                payment, TransactionKind.REFUND, amount, actor=actor, parent=capture, gateway=ledger_of(refund)
            )
            RefundAllocation.objects.create(refund=refund, transaction=transaction, amount=amount)
            left -= amount
    return left
