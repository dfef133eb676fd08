"""Transfers that an order waits for: how much, under which reference, and to which account."""

from dataclasses import dataclass
from decimal import Decimal

from orders.models import Order, TenderKind
from orders.statuses import LIVING
from payments.models import Payment
from payments.references import payment_reference
from payments.statuses import PAYMENT_OVER


@dataclass(frozen=True, slots=True)
class Awaited:
    """``amount`` is what is open, in the order's currency; ``reference`` is how the bank's line finds its payment."""

    amount: Decimal
    reference: str


def transfers_awaited(order: Order) -> list[Awaited]:
    """What the customer is still to transfer, in the order of use; one query, and none for an order that is over."""
    if order.state not in LIVING:
        return []
    payments = Payment.objects.filter(order=order, kind=TenderKind.TRANSFER).exclude(state__in=PAYMENT_OVER)
    return [
        Awaited(payment.amount - payment.captured_amount, payment_reference(payment.number))
        for payment in payments.order_by("position", "pk")
        if payment.amount > payment.captured_amount
    ]


def account_to_pay(order: Order) -> tuple[str, ...]:
    """Where to transfer to, line by line, as the channel tells; empty when it tells nothing."""
    return tuple(line.strip() for line in order.channel.transfer_details.splitlines() if line.strip())
