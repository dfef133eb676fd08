"""Money that a card on file is asked for once the goods are there, so that no reservation runs out meanwhile."""

from collections.abc import Sequence
from decimal import Decimal

from catalog.models import CapturePolicy
from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.money import ZERO
from core.service import service
from orders.models import CREDIT_TENDERS, Order
from orders.selectors.worth import worth_awaiting_goods
from orders.statuses import LIVING
from payments.locks import lock_payment, lock_payments
from payments.models import Payment, PaymentTransaction
from payments.services.folding import fold, tell_funds, unsecured
from payments.services.promising import promise_money
from payments.statuses import TransactionKind


def delays(order: Order) -> bool:
    """Whether the order's channel asks for money only once the goods are there."""
    return bool(order.channel.capture_policy == CapturePolicy.DELAYED)


@service
def authorize_what_arrived(*, order_id: int, actor: Actor) -> list[PaymentTransaction]:
    """Promise to authorize the money that waited for goods which are there now. Running twice finds nothing to do."""
    order, payments = lock_payments(order_id)
    asked = authorize_delayed(order, payments, actor=actor)
    if asked:
        tell_funds(order_id, payments, actor=actor)
    return asked


def authorize_delayed(order: Order, payments: Sequence[Payment], *, actor: Actor) -> list[PaymentTransaction]:
    """The same for a caller that holds the locks and tells; tenders in their order of use. An order that is over needs
    none."""
    if order.state not in LIVING:
        return []
    asking = [payment for payment in payments if not waits_for_return(payment)]
    waiting = sum((payment.delayed_amount for payment in asking), ZERO)
    due = waiting - worth_awaiting_goods(order) if waiting else ZERO
    asked: list[PaymentTransaction] = []
    for payment in asking:
        amount = min(due, payment.delayed_amount)
        if amount > 0:
            asked.append(_ask(payment, amount, actor=actor))
            due -= amount
    return asked


def waits_for_return(payment: Payment) -> bool:
    """Whether it is credit that comes with goods on their way back; before, there is nobody to ask."""
    return payment.kind in CREDIT_TENDERS and payment.awaited_amount > 0


def _ask(payment: Payment, amount: Decimal, *, actor: Actor) -> PaymentTransaction:
    payment.delayed_amount -= amount
    asked = promise_money(payment, TransactionKind.AUTHORIZATION, amount, actor=actor)
    fold(payment)
    return asked


@service
def authorize_now(*, payment_id: int, actor: Actor) -> PaymentTransaction:
    """Ask the card for all that waits for goods, without waiting for them.

    Raises NotPermitted, and MoveRefused when nothing waits or the order is over.
    """
    order, payments, payment = lock_payment(payment_id)
    ensure_may(actor, "payments.authorize_payment")
    if not payment.delayed_amount:
        raise MoveRefused("authorize", [Blocker("nothing_waits", "no money of it waits for goods.")])
    if waits_for_return(payment):
        back = Blocker("waits_for_return", "its credit comes with the goods that are sent back.", fix="Wait for them.")
        raise MoveRefused("authorize", [back])
    if order.state not in LIVING:
        over = f"the order is {order.get_state_display().lower()}: it needs no money."
        raise MoveRefused("authorize", [Blocker("order_over", over, fix="Reinstate the order first.")])
    asked = _ask(payment, payment.delayed_amount, actor=actor)
    tell_funds(order.pk, payments, actor=actor)
    return asked


@service
def forgo_surplus(*, order_id: int, actor: Actor) -> None:
    """What waits for goods and is covered after all is never asked for: money that was to go did not. Repeatable."""
    order, payments = lock_payments(order_id)
    surplus = -unsecured(order, payments)
    if surplus > 0:
        forgo(payments, surplus)
        tell_funds(order_id, payments, actor=actor)


def forgo(payments: Sequence[Payment], excess: Decimal) -> None:
    """Let ``excess`` of what waits for goods never be asked for, the last tender first; the caller tells."""
    for payment in reversed(payments):
        part = min(excess, payment.delayed_amount)
        if part > 0:
            payment.delayed_amount -= part
            fold(payment)
            excess -= part
