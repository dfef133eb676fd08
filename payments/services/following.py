"""An order was edited: what is too much goes back, what is missing is asked for on the tender that takes the rest."""

from decimal import Decimal

from core.actors import Actor
from core.money import ZERO
from core.service import service
from orders.models import Order
from orders.statuses import OrderState
from payments.locks import lock_payments
from payments.models import Payment
from payments.services.delaying import authorize_delayed, delays
from payments.services.folding import LATER, fold, is_spent, tell_funds, unsecured
from payments.services.lapsing import authorize_missing
from payments.services.settling import settle_locked

_NEEDING = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING)


@service
def follow_change(*, order_id: int, actor: Actor) -> None:
    """Void, refund, or ask for the difference, down or up to what the order costs now.

    An invoice or cash on delivery grows by the difference; a card is authorized for it by its token; a transfer is
    awaited. Until the money is there the order's own guards keep it from being confirmed and released. Running twice
    finds nothing to do.
    """
    order, payments = lock_payments(order_id)
    settle_locked(order, payments, actor=actor)
    if order.state not in _NEEDING:
        return
    rest = next((payment for payment in reversed(payments) if not is_spent(payment)), None)
    if rest is None:
        return
    if rest.gateway and rest.token:
        _ask_for_missing(order, payments, rest, actor=actor)
    else:
        missing = max(ZERO, unsecured(order, payments))
        base = rest.amount if rest.kind in LATER else rest.captured_amount - rest.refunded_amount
        _raise_to(rest, base + missing)
    tell_funds(order_id, payments, actor=actor)


def _ask_for_missing(order: Order, payments: list[Payment], rest: Payment, *, actor: Actor) -> None:
    """By its token, now; or once the goods are there, where the channel asks for money then."""
    missing = max(ZERO, unsecured(order, payments))
    if delays(order):
        rest.delayed_amount += missing
        _raise_to(rest, rest.authorized_amount - rest.voided_amount + rest.delayed_amount)
        authorize_delayed(order, payments, actor=actor)
    else:
        authorize_missing(order, payments, rest, actor=actor)
        _raise_to(rest, rest.authorized_amount - rest.voided_amount + missing)


def _raise_to(payment: Payment, amount: Decimal) -> None:
    """What the tender is to pay, never less than it was."""
    if amount > payment.amount:
        payment.amount = amount
        payment.save(update_fields=["amount"])
    fold(payment)
