"""An order whose money is not there any more waits for it, and its customer is asked."""

from decimal import Decimal

from core.actors import SYSTEM
from core.events import publish
from core.money import format_money
from orders.models import HoldBlock, HoldKind, Order, ReleaseCondition
from orders.services.holding import hold_order
from orders.statuses import Intake, OrderState
from payments.events import PayLinkSent
from payments.models import PaymentTransaction

_PROMISED = (OrderState.CONFIRMED, OrderState.PROCESSING)


def hold_for_payment(order: Order, *, reason: str, release_condition: str = "") -> bool:
    """Keep the order from the floor and the road; one such hold at a time. The caller holds the order's lock."""
    if order.state not in _PROMISED or order.holds.filter(kind=HoldKind.PAYMENT, released_at=None).exists():
        return False
    blocks = [HoldBlock.RELEASE.value, HoldBlock.SHIP.value]
    hold_order(
        order_id=order.pk, kind=HoldKind.PAYMENT, reason=reason[:400], blocks=blocks, actor=SYSTEM,
        release_condition=release_condition,
    )  # fmt: skip
    return True


def ask_customer_to_pay(order: Order, declined: PaymentTransaction, *, missing: Decimal) -> None:
    """A promised order's card said no: it waits until it is paid, and the customer gets a link to pay by.

    Before the order is confirmed nothing is promised: its page says that the payment failed, and nothing is held.
    """
    if order.state not in _PROMISED:
        return
    amount = format_money(missing, order.currency)
    reason = f"{amount} is not secured: the card was asked again and said no. {declined.error}".strip()
    hold_for_payment(order, reason=reason, release_condition=ReleaseCondition.PAID)
    if order.intake != Intake.FILE:
        publish(PayLinkSent(order_id=order.pk), actor=SYSTEM)
