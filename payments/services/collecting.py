"""Collect what may be collected by now."""

from decimal import Decimal

from django.utils import timezone

from catalog.models import CapturePolicy
from core.actors import Actor, ensure_may
from core.money import ZERO
from core.service import service
from orders.models import Order
from orders.selectors.worth import amount_shipped, payable
from orders.statuses import OrderState
from payments.errors import CaptureExceedsAuthorization
from payments.locks import lock_payment, lock_payments
from payments.models import Payment, PaymentTransaction
from payments.selectors.promised import credit_promised
from payments.services.folding import capturable, net_taken
from payments.services.lending import set_due
from payments.services.promising import promise_of_authorized
from payments.statuses import TransactionKind

_OWING = (OrderState.CONFIRMED, OrderState.PROCESSING, OrderState.COMPLETED)


def collectable(order: Order) -> Decimal:
    """What may be taken by now: everything payable once confirmed, or the worth of what shipped."""
    if order.channel.capture_policy == CapturePolicy.ON_CONFIRM and order.state in _OWING:
        return payable(order)
    return amount_shipped(order)


@service
def collect(*, order_id: int, actor: Actor) -> list[PaymentTransaction]:
    """Promise captures for what is due and not yet captured or under way; tenders in their order of use.

    Running twice finds nothing to do. What no tender covers stays due and is seen on the order.
    """
    order, payments = lock_payments(order_id)
    set_due(order, payments, today=timezone.localdate())
    return collect_locked(order, payments, actor=actor)


def collect_locked(order: Order, payments: list[Payment], *, actor: Actor) -> list[PaymentTransaction]:
    """The same for a caller that holds the locks."""
    due = collectable(order) - credit_promised(order) - net_taken(order, payments)
    captures: list[PaymentTransaction] = []
    for payment in payments:
        # What goods are coming back for is held only: it is taken when they do not come.
        amount = min(due, capturable(payment) - payment.awaited_amount) if payment.gateway else ZERO
        if amount > 0:
            captures += promise_of_authorized(payment, TransactionKind.CAPTURE, amount, actor=actor)
            due -= amount
    return captures


@service
def request_capture(*, payment_id: int, amount: Decimal, actor: Actor) -> list[PaymentTransaction]:
    """Promise to collect authorized money; a worker does the collecting.

    ``amount`` is in the payment's own currency. Raises NotPermitted and CaptureExceedsAuthorization
    when captures made and under way would together pass what was authorized.
    """
    _, _, payment = lock_payment(payment_id)
    ensure_may(actor, "payments.capture_payment")
    free = capturable(payment)
    if not ZERO < amount <= free:
        raise CaptureExceedsAuthorization(
            f"{amount} {payment.currency} cannot be captured; {free} are authorized and free.", field="amount"
        )
    return promise_of_authorized(payment, TransactionKind.CAPTURE, amount, actor=actor)
