"""An order was edited: what is too much goes back, what is missing is asked for on the tender that takes the rest."""

from decimal import Decimal

from core.actors import Actor
from core.money import ZERO
from core.service import service
from orders.statuses import OrderState
from payments.credit_words import LEDGER
from payments.locks import lock_payments
from payments.models import Payment
from payments.services.folding import LATER, capturable, fold, is_spent, still_to_take, sums_of, tell_funds
from payments.services.lapsing import authorize_missing
from payments.services.settling import settle_locked
from payments.statuses import TransactionKind

_NEEDING = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING)


@service
def follow_change(*, order_id: int, actor: Actor) -> None:
    """Void, refund, or ask for the difference, down or up to what the order costs now.

    An invoice or cash on delivery grows by the difference; a card is authorized for it by its token, credit is held,
    a transfer is awaited. Until the money is there the order's own guards keep it from being confirmed and released.
    Running twice finds nothing to do.
    """
    order, payments = lock_payments(order_id)
    settle_locked(order, payments, actor=actor)
    if order.state not in _NEEDING:
        return
    rest = next((payment for payment in reversed(payments) if not is_spent(payment)), None)
    if rest is None:
        return
    if rest.gateway == LEDGER or (rest.gateway and rest.token):
        asked = authorize_missing(order, payments, rest, actor=actor)
        _raise_to(rest, rest.authorized_amount - rest.voided_amount + (asked.amount if asked else ZERO))
    else:
        missing = still_to_take(order, payments) - _covered(payments)
        base = rest.amount if rest.kind in LATER else rest.captured_amount - rest.refunded_amount
        _raise_to(rest, base + max(ZERO, missing))
    tell_funds(order_id, payments, actor=actor)


def _covered(payments: list[Payment]) -> Decimal:
    """Money of all tenders that can be collected, authorizations under way included."""
    under_way = (sums_of(each.transactions.all()).under_way[TransactionKind.AUTHORIZATION] for each in payments)
    return sum((capturable(each) for each in payments), ZERO) + sum(under_way, ZERO)


def _raise_to(payment: Payment, amount: Decimal) -> None:
    """What the tender is to pay, never less than it was."""
    if amount > payment.amount:
        payment.amount = amount
        payment.save(update_fields=["amount"])
    fold(payment)
