"""Authorizations run out. What is left of one is let go, and asked for anew while the order needs it."""

from datetime import datetime

from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.money import ZERO
from core.service import service
from orders.models import Order
from orders.statuses import OrderState
from payments.locks import lock_payment
from payments.models import Payment, PaymentTransaction
from payments.services.folding import capturable, fold, still_to_take, sums_of, tell_funds
from payments.services.promising import left_of, promise_money, promise_of_authorized
from payments.statuses import Outcome, TransactionKind

_NEEDING = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING)


@service
def record_lapses(*, payment_id: int, now: datetime, actor: Actor = SYSTEM) -> None:
    """Write down which authorizations of a payment ran out by ``now``. Repetition changes nothing."""
    order, payments, payment = lock_payment(payment_id)
    ended = payment.transactions.filter(
        kind=TransactionKind.AUTHORIZATION, outcome=Outcome.SUCCEEDED, expires_at__lte=now
    )
    gone = [authorization for authorization in ended if lapse(payment, authorization)]
    if gone:
        after_lapse(order, payments, payment, actor=actor)


def lapse(payment: Payment, authorization: PaymentTransaction) -> bool:
    """Let go what is left of an authorization; tells whether anything was. The caller holds the locks."""
    rest = left_of(authorization)
    if rest <= 0:
        return False
    PaymentTransaction.objects.create(
        payment=payment, kind=TransactionKind.VOID, outcome=Outcome.SUCCEEDED, amount=rest, currency=payment.currency,
        key=f"lapse-{authorization.pk}-{authorization.children.count()}", parent=authorization,
        gateway=payment.gateway, settled_at=timezone.now(), is_lapse=True,
    )  # fmt: skip
    return True


def after_lapse(order: Order, payments: list[Payment], payment: Payment, *, actor: Actor) -> None:
    """Tell the order, and ask the card for what is still needed."""
    fold(payment)
    if order.state in _NEEDING and authorize_missing(order, payments, payment, actor=actor):
        fold(payment)
    tell_funds(order.pk, payments, actor=actor)


def authorize_missing(
    order: Order, payments: list[Payment], payment: Payment, *, actor: Actor
) -> PaymentTransaction | None:
    """Promise to authorize on ``payment`` what no tender covers; None when nothing is missing."""
    under_way = (sums_of(each.transactions.all()).under_way[TransactionKind.AUTHORIZATION] for each in payments)
    covered = sum((capturable(each) for each in payments), ZERO) + sum(under_way, ZERO)
    missing = still_to_take(order, payments) - covered
    if missing <= 0:
        return None
    return promise_money(payment, TransactionKind.AUTHORIZATION, missing, actor=actor)


def void_free(payment: Payment, *, actor: Actor) -> list[PaymentTransaction]:
    """Promise to void all that is authorized and free; the caller holds the locks."""
    return promise_of_authorized(payment, TransactionKind.VOID, capturable(payment), actor=actor)
