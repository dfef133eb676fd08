"""Authorizations run out. What is left of one is let go, and asked for anew while the order needs it."""

from datetime import datetime

from django.utils import timezone

from catalog.models import ExpiryPolicy
from core.actors import SYSTEM, Actor
from core.money import format_money
from core.service import service
from orders.models import Order
from orders.statuses import LIVING
from payments.locks import lock_payment
from payments.models import Payment, PaymentTransaction
from payments.services.collecting import collectable
from payments.services.delaying import authorize_delayed
from payments.services.folding import capturable, fold, net_taken, tell_funds, unsecured
from payments.services.holding import hold_for_payment
from payments.services.late import follow_void
from payments.services.promising import left_of, promise_money, promise_of_authorized
from payments.statuses import Outcome, TransactionKind


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
    void = PaymentTransaction.objects.create(
        payment=payment, kind=TransactionKind.VOID, outcome=Outcome.SUCCEEDED, amount=rest, currency=payment.currency,
        key=f"lapse-{authorization.pk}-{authorization.children.count()}", parent=authorization,
        gateway=payment.gateway, settled_at=timezone.now(), is_lapse=True, requested_by="calendar",
    )  # fmt: skip
    follow_void(void)
    return True


def after_lapse(order: Order, payments: list[Payment], payment: Payment, *, actor: Actor) -> None:
    """Tell the order, and do about what is still needed as its channel wants it.

    What was let go before it ran out waits for goods; where they are here it is asked for at once.
    """
    fold(payment)
    if order.state in LIVING and unsecured(order, payments) > 0:
        _replace(order, payments, payment, actor=actor)
        fold(payment)
    authorize_delayed(order, payments, actor=actor)
    tell_funds(order.pk, payments, actor=actor)


def _replace(order: Order, payments: list[Payment], payment: Payment, *, actor: Actor) -> None:
    """What left unpaid is asked for at once, whatever the policy says of goods that are still here."""
    policy = order.channel.expiry_policy
    has_left_unpaid = collectable(order) > net_taken(order, payments)
    if has_left_unpaid or policy in (ExpiryPolicy.REAUTHORIZE, ExpiryPolicy.CAPTURE):
        authorize_missing(order, payments, payment, actor=actor)
    elif policy == ExpiryPolicy.RELEASE:
        payment.delayed_amount += unsecured(order, payments)
    else:
        amount = format_money(unsecured(order, payments), order.currency)
        hold_for_payment(order, reason=f"{amount} ran out before the goods could leave. Ask the card again, or cancel.")


def authorize_missing(
    order: Order, payments: list[Payment], payment: Payment, *, actor: Actor
) -> PaymentTransaction | None:
    """Promise to authorize on ``payment`` what no tender covers; None when nothing is missing."""
    missing = unsecured(order, payments)
    if missing <= 0:
        return None
    return promise_money(payment, TransactionKind.AUTHORIZATION, missing, actor=actor)


def void_free(payment: Payment, *, actor: Actor) -> list[PaymentTransaction]:
    """Promise to void all that is authorized and free; the caller holds the locks."""
    return promise_of_authorized(payment, TransactionKind.VOID, capturable(payment), actor=actor)
