"""Grant, approve and execute refunds; the money goes back to the tenders that paid."""

from decimal import Decimal

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.fsm import blockers_of, perform, right_of
from core.money import format_money
from core.service import service
from orders.models import Order
from orders.statuses import RefundTo
from payments.errors import RefundExceedsCapture
from payments.events import RefundApproved, RefundCanceled
from payments.locks import lock_refund
from payments.models import Payment, Refund, RefundAllocation
from payments.selectors.limits import approval_limit, approved_alone
from payments.selectors.promised import given_back
from payments.selectors.refundable import RefundWish
from payments.services.destinations import check_destination, ledger_of
from payments.services.freezing import ensure_refunds_open
from payments.services.granting import grant_parts
from payments.services.promising import left_of, promise_money
from payments.statuses import Outcome, TransactionKind


@service
def grant_refund(
    *, order_id: int, amount: Decimal, reason: str, actor: Actor, cause_kind: str = "", cause_reference: str = "",
    destination: str = RefundTo.TENDERS,
) -> Refund:  # fmt: skip
    """Owe the customer ``amount`` of goodwill in the order's currency; raises as ``grant_parts`` does.

    Nothing moves before it is approved and executed. Asked twice for the same cause it is owed once.
    """
    if amount <= 0:
        raise InvalidInput(f"{amount} is no amount to give back.", field="amount")
    return grant_parts(
        order_id=order_id, wish=RefundWish(goodwill=amount), reason=reason, actor=actor, cause_kind=cause_kind,
        cause_reference=cause_reference, destination=destination,
    )  # fmt: skip


@service
def approve_refund(*, refund_id: int, actor: Actor) -> Refund:
    """Agree to a granted refund. Raises NotPermitted and MoveRefused; a large one needs a second person."""
    order, _, refund = lock_refund(refund_id)
    ensure_may(actor, right_of(refund, "approve"))
    reasons = [*blockers_of(refund, "approve"), *needs_second_person(refund, order, actor)]
    if reasons:
        raise MoveRefused("approve", reasons)
    _approve(refund, actor=actor)
    return refund


def needs_second_person(refund: Refund, order: Order, actor: Actor) -> list[Blocker]:
    """Why the actor must not approve the refund alone; empty when the actor may.

    All that one person granted and approved on the order counts together, through whatever door they came.
    """
    if actor.is_trusted or refund.granted_person != actor.person:
        return []
    limit, alone = approval_limit(order.currency, order.channel_id), approved_alone(order, actor.person)
    if alone + refund.amount <= limit:
        return []
    most, before = format_money(limit, refund.currency), format_money(alone, refund.currency)
    together = f" You approved {before} of your own on this order already." if alone else ""
    sentence = f"you granted it yourself, and alone one person may give back {most} of an order.{together}"
    return [Blocker("second_person", sentence, fix="Ask a colleague to approve it.")]


@service
def request_refund(*, refund_id: int, actor: Actor) -> Refund:
    """Send an approved (or failed) refund to the gateway. Raises NotPermitted, MoveRefused, RefundExceedsCapture."""
    order, payments, refund = lock_refund(refund_id)
    return _execute(refund, order, payments, actor=actor)


@service
def cancel_refund(*, refund_id: int, actor: Actor) -> Refund:
    """Owe it no longer. Raises NotPermitted, and MoveRefused also when a part of it went back."""
    _, _, refund = lock_refund(refund_id)
    ensure_may(actor, right_of(refund, "cancel"))
    if back := given_back(refund):
        sentence = f"{format_money(back, refund.currency)} of it went back already."
        raise MoveRefused("cancel", [Blocker("part_went_back", sentence, fix="Send the rest again.")])
    before, after = perform(refund, "cancel", actor=actor, now=timezone.now())
    refund.save(update_fields=["state", "finished_at"])
    fact = RefundCanceled(order_id=refund.order_id, refund_id=refund.pk)
    publish(fact, actor=actor, changes={f"refund {refund.number}": [before, after]})
    return refund


def _approve(refund: Refund, *, actor: Actor) -> None:
    before, after = perform(refund, "approve", actor=actor, by=actor.label)
    refund.approved_person = actor.person
    refund.save(update_fields=["state", "approved_by", "approved_person"])
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
    left = refund.amount - given_back(refund)
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
