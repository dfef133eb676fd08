"""Give back what is not owed: void authorizations nobody needs, refund what was captured above what is payable."""

from decimal import Decimal

from core.actors import Actor
from core.money import ZERO
from core.service import service
from orders.models import Order
from orders.selectors.worth import payable
from payments.locks import lock_payments
from payments.models import Payment, Refund
from payments.services.collecting import captured_or_promised
from payments.services.folding import LATER, capturable, fold, tell_funds
from payments.services.promising import promise_money
from payments.services.refunding import approve_and_request, grant
from payments.statuses import PaymentState, RefundState, TransactionKind

_OPEN_REFUNDS = (RefundState.GRANTED, RefundState.APPROVED, RefundState.REQUESTED, RefundState.FAILED)


@service
def settle(*, order_id: int, actor: Actor) -> None:
    """Void and refund down to what the order still costs. Running twice finds nothing to do."""
    order, payments = lock_payments(order_id)
    settle_locked(order, payments, actor=actor)


def settle_locked(order: Order, payments: list[Payment], *, actor: Actor) -> None:
    """The same for a caller that holds the locks."""
    _lower_later(order, payments, actor)
    still = max(ZERO, payable(order) - captured_or_promised(payments) - order.on_account_amount)
    excess = sum((capturable(payment) for payment in payments if payment.gateway), ZERO) - still
    for payment in reversed(payments):
        if excess <= 0:
            break
        amount = min(excess, capturable(payment)) if payment.gateway else ZERO
        if amount > 0:
            promise_money(payment, TransactionKind.VOID, amount, actor=actor)
            excess -= amount
    owed = refund_due(order, payments)
    if owed > 0:
        refund = grant(order, owed, reason="Paid more than the order costs.", actor=actor)
        approve_and_request(refund, order, payments, actor=actor)


def refund_due(order: Order, payments: list[Payment]) -> Decimal:
    """Captured money above what is payable that no refund covers yet."""
    captured = sum((payment.captured_amount for payment in payments), ZERO)
    given = sum((payment.refunded_amount + payment.charged_back_amount for payment in payments), ZERO)
    promised = ZERO
    for refund in Refund.objects.filter(order=order, state__in=_OPEN_REFUNDS):
        promised += refund.amount - _already_back(refund)
    return captured - given - promised - payable(order)


def _already_back(refund: Refund) -> Decimal:
    done = refund.allocations.filter(transaction__outcome="succeeded").values_list("amount", flat=True)
    return sum(done, ZERO)


def _lower_later(order: Order, payments: list[Payment], actor: Actor) -> None:
    """Tenders to be paid later shrink to what is still owed."""
    later = [payment for payment in payments if payment.kind in LATER and payment.state == PaymentState.PENDING]
    if not later:
        return
    others = sum((payment.amount for payment in payments if payment.gateway), ZERO)
    left = max(ZERO, payable(order) - others)
    for payment in later:
        amount = min(payment.amount, left)
        left -= amount
        if amount != payment.amount:
            payment.amount = amount
            payment.state = PaymentState.VOIDED if amount == 0 else payment.state
            payment.save(update_fields=["amount", "state"])
            fold(payment)
    tell_funds(order.pk, payments, actor=actor)
    order.refresh_from_db(fields=["on_account_amount"])
