"""An order whose money is not there any more waits for it, and its customer is asked."""

from decimal import Decimal

from core.actors import SYSTEM
from core.events import publish
from core.money import format_money
from orders.models import HoldBlock, HoldKind, Order, ReleaseCondition
from orders.services.holding import hold_order
from orders.statuses import Intake, OrderState
from payments.credit_words import LEDGER
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
    """A promised order's money was refused: it waits until it is paid; of a card, its customer gets a link to pay by.

    Credit has no link: what is left of it is known, and another way to pay is agreed with a person. Before the order
    is confirmed nothing is promised: its page says that the payment failed, and nothing is held.
    """
    if order.state not in _PROMISED:
        return
    amount = format_money(missing, order.currency)
    is_credit = declined.gateway == LEDGER
    who = "the credit does not pay it." if is_credit else "the card was asked again and said no."
    reason = f"{amount} is not secured: {who} {declined.error}".strip()
    hold_for_payment(order, reason=reason, release_condition=ReleaseCondition.PAID)
    if not is_credit and order.intake != Intake.FILE:
        publish(PayLinkSent(order_id=order.pk), actor=SYSTEM)
