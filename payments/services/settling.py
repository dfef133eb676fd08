"""Give back what is not owed: void authorizations nobody needs, refund what was captured above what is payable."""

from decimal import Decimal

from core.actors import Actor
from core.money import ZERO
from core.service import service
from orders.models import Order
from orders.selectors.worth import payable
from payments.locks import lock_payments
from payments.models import Payment, Refund
from payments.selectors.late import kept_for_decision
from payments.selectors.overpaid import why_overpaid
from payments.selectors.promised import refunds_owed, still_payable
from payments.services.delaying import forgo
from payments.services.destinations import wished_destination
from payments.services.folding import (
    LATER,
    capturable,
    fold,
    is_later,
    is_spent,
    still_to_take,
    tell_funds,
)
from payments.services.freezing import are_frozen
from payments.services.granting import grant
from payments.services.promising import promise_of_authorized
from payments.services.refunding import approve_and_request
from payments.statuses import PaymentState, TransactionKind


@service
def settle(*, order_id: int, actor: Actor, destination: str = "") -> Refund | None:
    """Void and refund down to what the order still costs; the refund it takes. Running twice finds nothing to do.

    ``destination`` is where this money goes; empty: as the order has it.
    """
    order, payments = lock_payments(order_id)
    return settle_locked(order, payments, actor=actor, destination=destination)


def settle_locked(order: Order, payments: list[Payment], *, actor: Actor, destination: str = "") -> Refund | None:
    """The same for a caller that holds the locks."""
    _lower_later(order, payments, actor)
    free = sum((capturable(payment) for payment in payments if payment.gateway), ZERO)
    waiting = sum((payment.delayed_amount for payment in payments), ZERO)
    excess = free + waiting - still_to_take(order, payments)
    if waiting and excess > 0:
        forgo(payments, excess)
        tell_funds(order.pk, payments, actor=actor)
    excess -= waiting
    kept = kept_for_decision(order)
    for payment in reversed(payments):
        amount = min(excess, capturable(payment) - kept.reserved.get(payment.pk, ZERO)) if payment.gateway else ZERO
        if amount > 0:
            promise_of_authorized(payment, TransactionKind.VOID, amount, actor=actor)
            excess -= amount
    owed = refund_due(order, payments) - kept.captured
    # While a bank asks for the money it may not go twice; the dispute's end settles the order again.
    if owed > 0 and not are_frozen(payments):
        refund = grant(
            order, owed, reason=why_overpaid(order.pk, owed), actor=actor,
            destination=destination or wished_destination(order),
        )  # fmt: skip
        return approve_and_request(refund, order, payments, actor=actor)
    return None


def refund_due(order: Order, payments: list[Payment]) -> Decimal:
    """Captured money above what is payable that no refund covers yet."""
    captured = sum((payment.captured_amount for payment in payments), ZERO)
    given = sum((payment.refunded_amount + payment.charged_back_amount for payment in payments), ZERO)
    return captured - given - refunds_owed(order) - still_payable(order)


def _lower_later(order: Order, payments: list[Payment], actor: Actor) -> None:
    """Tenders to be paid later shrink to what is still owed."""
    later = [payment for payment in payments if is_later(payment)]
    if not later:
        return
    others = sum((_paid_by(each) for each in payments if each.kind not in LATER and not is_spent(each)), ZERO)
    left = max(ZERO, payable(order) - others)
    for payment in later:
        # What was paid of an invoice already stays paid; too much of it goes back as a refund.
        amount = max(payment.captured_amount, min(payment.amount, left))
        left = max(ZERO, left - amount)
        if amount != payment.amount:
            payment.amount = amount
            payment.state = PaymentState.VOIDED if amount == 0 else payment.state
            payment.save(update_fields=["amount", "state"])
            fold(payment)
    tell_funds(order.pk, payments, actor=actor)
    order.refresh_from_db(fields=["on_account_amount"])


def _paid_by(payment: Payment) -> Decimal:
    """What a tender pays in the end: what was given back of it by agreement is owed no longer, by no tender."""
    return max(ZERO, payment.amount - payment.refunded_amount)
