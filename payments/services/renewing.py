"""Reserved money is about to run out: captured, let go, asked for again or shown to a person before it does."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.money import format_money
from core.service import service
from orders.models import Order
from orders.statuses import LIVING
from payments.locks import lock_payments, lock_transaction
from payments.models import Payment, PaymentTransaction
from payments.selectors.radar import LAST_CALL, Expiring, ExpiryAct, expiring_of, policy_act
from payments.services.folding import fold, tell_funds
from payments.services.holding import hold_for_payment
from payments.services.promising import left_of, promise_money
from payments.statuses import Outcome, TransactionKind

RENEWAL = "renewal"
KEYS = {ExpiryAct.CAPTURE: "expiry-capture", ExpiryAct.RELEASE: "expiry-void", ExpiryAct.REAUTHORIZE: RENEWAL}
# What a gateway refused so often it refuses for a reason: a person looks.
MOST_TRIES = 3
RIGHTS = {
    ExpiryAct.REAUTHORIZE: "payments.authorize_payment",
    ExpiryAct.CAPTURE: "payments.capture_payment",
    ExpiryAct.RELEASE: "payments.void_payment",
    ExpiryAct.HOLD: "orders.add_orderhold",
}


@service
def meet_expiry(*, authorization_id: int, now: datetime, actor: Actor = SYSTEM) -> ExpiryAct | None:
    """Apply the channel's policy to an authorization that is about to run out; tells what was done, None for nothing.

    Goods that can leave by then are waited for until ``LAST_CALL``. To authorize again waits for the end itself, so
    that a card is never charged with two reservations (``lapsing.py``). Repetition changes nothing; what the gateway
    refused is tried again by the next look, three times in all, and then the order is held for a person.
    """
    seen, payments = _look(authorization_id)
    if seen is None or seen.expires_at <= now:
        return None
    notice = timedelta(hours=seen.order.channel.expiry_notice_hours)
    is_too_late = seen.act == ExpiryAct.SHIP and now >= seen.expires_at - LAST_CALL
    act = policy_act(seen.order, seen.payment) if is_too_late else seen.act
    if now < seen.expires_at - notice or act in (ExpiryAct.SHIP, ExpiryAct.REAUTHORIZE):
        return None
    if _failures(act, seen.authorization) >= MOST_TRIES:
        act = ExpiryAct.HOLD
    return act if _do(act, seen, payments, actor=actor) else None


@service
def act_on_expiry(*, authorization_id: int, act: str, actor: Actor) -> Expiring:
    """What a person decided about an authorization on the radar, done now.

    Authorizing again asks the card for what the order needs of it; the old reservation is let go once the new one
    stands. Raises NotPermitted, and MoveRefused when nothing is left to act upon or the act was taken before.
    """
    wanted = ExpiryAct(act)
    ensure_may(actor, RIGHTS[wanted])
    seen, payments = _look(authorization_id)
    if seen is None:
        gone = Blocker("nothing_left", "nothing of this authorization is left.", fix="Look at the payment.")
        raise MoveRefused(wanted.label.lower(), [gone])
    if wanted != ExpiryAct.RELEASE and not seen.needed:
        idle = Blocker("not_needed", "the order does not need the money.", fix="Let it go.")
        raise MoveRefused(wanted.label.lower(), [idle])
    if not _do(wanted, seen, payments, actor=actor):
        twice = Blocker("done_before", "it is under way or done already.", fix="Look at the payment's ledger.")
        raise MoveRefused(wanted.label.lower(), [twice])
    return seen


def _look(authorization_id: int) -> tuple[Expiring | None, list[Payment]]:
    """The authorization as the radar sees it, under the order's lock; None when nothing of it is left."""
    order, payment, authorization = lock_transaction(authorization_id)
    payments = [payment, *(each for each in lock_payments(order.pk)[1] if each.pk != payment.pk)]
    holds = authorization.kind == TransactionKind.AUTHORIZATION and authorization.outcome == Outcome.SUCCEEDED
    if not holds or authorization.expires_at is None or left_of(authorization) <= 0:
        return None, payments
    return expiring_of(authorization, order, payments), payments


def _do(act: ExpiryAct, seen: Expiring, payments: list[Payment], *, actor: Actor) -> bool:
    """Tells whether anything was done: each act is made once per authorization, and anew where it failed."""
    match act:
        case ExpiryAct.CAPTURE:
            return _promise(act, seen, payments, TransactionKind.CAPTURE, seen.needed, actor=actor)
        case ExpiryAct.RELEASE:
            return _release(seen, payments, actor=actor)
        case ExpiryAct.REAUTHORIZE:
            return _promise(act, seen, payments, TransactionKind.AUTHORIZATION, seen.needed, actor=actor)
        case _:
            return _hold(seen.order, seen)


def _release(seen: Expiring, payments: list[Payment], *, actor: Actor) -> bool:
    """Let the rest go; what the order needs of it is asked for once its goods are there."""
    if not _promise(ExpiryAct.RELEASE, seen, payments, TransactionKind.VOID, seen.left, actor=actor):
        return False
    if seen.needed and seen.order.state in LIVING:
        seen.payment.delayed_amount += seen.needed
        fold(seen.payment)
        tell_funds(seen.order.pk, payments, actor=actor)
    return True


def _promise(
    act: ExpiryAct, seen: Expiring, payments: list[Payment], kind: TransactionKind, amount: Decimal, *, actor: Actor
) -> bool:
    tries = _tries(act, seen.authorization)
    if tries.exclude(outcome=Outcome.FAILED).exists():
        return False
    # A no is final by its key: another try has another.
    count = tries.count()
    key = f"{_stem(act, seen.authorization)}{f'-{count + 1}' if count else ''}"
    parent = None if kind == TransactionKind.AUTHORIZATION else seen.authorization
    promise_money(seen.payment, kind, amount, actor=actor, parent=parent, key=key)
    fold(seen.payment)
    tell_funds(seen.order.pk, payments, actor=actor)
    return True


def _stem(act: ExpiryAct, authorization: PaymentTransaction) -> str:
    return f"{KEYS[act]}-{authorization.pk}"


def _tries(act: ExpiryAct, authorization: PaymentTransaction) -> QuerySet[PaymentTransaction]:
    """Each time that the act was promised for the authorization."""
    stem = _stem(act, authorization)
    return PaymentTransaction.objects.filter(Q(key=stem) | Q(key__startswith=f"{stem}-"))


def _failures(act: ExpiryAct, authorization: PaymentTransaction) -> int:
    return _tries(act, authorization).filter(outcome=Outcome.FAILED).count() if act in KEYS else 0


def _hold(order: Order, seen: Expiring) -> bool:
    amount = format_money(seen.needed, order.currency)
    reason = f"{amount} of {seen.payment.number} runs out on {seen.expires_at:%Y-%m-%d %H:%M} UTC. {seen.why}"
    return hold_for_payment(order, reason=reason)


def let_go_of_renewed(payment: Payment, renewal: PaymentTransaction, *, actor: Actor) -> None:
    """The new authorization stands: promise to void the one it replaces. The caller holds the locks."""
    if not renewal.key.startswith(f"{RENEWAL}-"):
        return
    old = payment.transactions.get(pk=int(renewal.key.split("-")[1]))
    rest = left_of(old)
    if rest > 0 and (old.expires_at is None or old.expires_at > timezone.now()):
        promise_money(payment, TransactionKind.VOID, min(rest, renewal.amount), actor=actor, parent=old)
        fold(payment)
