"""Collect what may be collected by now."""

from decimal import Decimal

from catalog.models import CapturePolicy
from core.actors import Actor, ensure_may
from core.money import ZERO
from core.service import service
from orders.models import Order
from orders.selectors.worth import amount_shipped, payable
from orders.statuses import OrderState
from payments.errors import CaptureExceedsAuthorization
from payments.locks import lock_payments
from payments.models import Payment, PaymentTransaction
from payments.services.folding import capturable, sums_of
from payments.services.promising import promise_money
from payments.statuses import TransactionKind

_OWING = (OrderState.CONFIRMED, OrderState.PROCESSING, OrderState.COMPLETED)


def collectable(order: Order) -> Decimal:
    """What may be taken by now: everything payable once confirmed, or the worth of what shipped."""
    if order.channel.capture_policy == CapturePolicy.ON_CONFIRM and order.state in _OWING:
        return payable(order)
    return amount_shipped(order)


def captured_or_promised(payments: list[Payment]) -> Decimal:
    total = ZERO
    for payment in payments:
        sums = sums_of(payment.transactions.all())
        total += sums.done[TransactionKind.CAPTURE] + sums.under_way[TransactionKind.CAPTURE]
    return total


@service
def collect(*, order_id: int, actor: Actor) -> list[PaymentTransaction]:
    """Promise captures for what is due and not yet captured or under way; tenders in their order of use.

    Running twice finds nothing to do. What no tender covers stays due and is seen on the order.
    """
    order, payments = lock_payments(order_id)
    due = collectable(order) - captured_or_promised(payments)
    captures = []
    for payment in payments:
        if due <= 0:
            break
        if not payment.gateway:
            continue
        amount = min(due, capturable(payment))
        if amount > 0:
            captures.append(promise_money(payment, TransactionKind.CAPTURE, amount, actor=actor))
            due -= amount
    return captures


@service
def request_capture(*, payment_id: int, amount: Decimal, actor: Actor) -> PaymentTransaction:
    """Promise to collect authorized money; a worker does the collecting.

    ``amount`` is in the payment's own currency. Raises NotPermitted and CaptureExceedsAuthorization
    when captures made and under way would together pass what was authorized.
    """
    order_id = Payment.objects.values_list("order_id", flat=True).get(pk=payment_id)
    _, payments = lock_payments(order_id)
    payment = next(payment for payment in payments if payment.pk == payment_id)
    ensure_may(actor, "payments.capture_payment")
    free = capturable(payment)
    if not ZERO < amount <= free:
        raise CaptureExceedsAuthorization(
            f"{amount} {payment.currency} cannot be captured; {free} are authorized and free.", field="amount"
        )
    return promise_money(payment, TransactionKind.CAPTURE, amount, actor=actor)
