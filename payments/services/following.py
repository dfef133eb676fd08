"""An order was edited: what is too much goes back, what is missing is asked for on the tender that takes the rest."""

from decimal import Decimal

from core.actors import Actor
from core.money import ZERO
from core.service import service
from orders.models import Order, TenderKind
from orders.statuses import LIVING
from payments.credit_words import LEDGER
from payments.locks import lock_payments
from payments.models import Payment
from payments.services.delaying import authorize_delayed, delays
from payments.services.folding import LATER, fold, is_spent, tell_funds, unsecured
from payments.services.lapsing import authorize_missing
from payments.services.lending import why_not_lend
from payments.services.settling import settle_locked


@service
def follow_change(*, order_id: int, actor: Actor) -> None:
    """Void, refund, or ask for the difference, down or up to what the order costs now.

    An invoice grows by the difference within the customer's limit, cash on delivery in any case; a card is authorized
    for it by its token, credit is held, a transfer is awaited. Until the money is there the order's own guards keep it
    from being confirmed and released. Running twice finds nothing to do.
    """
    order, payments = lock_payments(order_id)
    settle_locked(order, payments, actor=actor)
    if order.state not in LIVING:
        return
    rest = next((payment for payment in reversed(payments) if not is_spent(payment)), None)
    if rest is None:
        return
    if rest.gateway == LEDGER or (rest.gateway and rest.token):
        _ask_for_missing(order, payments, rest, actor=actor)
    else:
        missing = max(ZERO, unsecured(order, payments))
        base = rest.amount if rest.kind in LATER else rest.captured_amount - rest.refunded_amount
        wanted = base + missing
        if rest.kind == TenderKind.ON_ACCOUNT and wanted > rest.amount:
            rest.failure = why_not_lend(order, wanted - rest.captured_amount, but_for=rest.pk)[:300]
            wanted = rest.amount if rest.failure else wanted
        _raise_to(rest, wanted)
    tell_funds(order_id, payments, actor=actor)


def _ask_for_missing(order: Order, payments: list[Payment], rest: Payment, *, actor: Actor) -> None:
    """By its token, now; or once the goods are there, where the channel asks for money then."""
    missing = max(ZERO, unsecured(order, payments))
    if delays(order) and rest.gateway != LEDGER:
        rest.delayed_amount += missing
        _raise_to(rest, rest.authorized_amount - rest.voided_amount + rest.delayed_amount)
        authorize_delayed(order, payments, actor=actor)
    else:
        asked = authorize_missing(order, payments, rest, actor=actor)
        _raise_to(rest, rest.authorized_amount - rest.voided_amount + (asked.amount if asked else ZERO))


def _raise_to(payment: Payment, amount: Decimal) -> None:
    """What the tender is to pay, never less than it was."""
    if amount > payment.amount:
        payment.amount = amount
        payment.save(update_fields=["amount"])
    fold(payment)
