"""Goodwill: money or store credit within one's limits; above them a second person decides."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused, NotFound
from core.events import publish
from core.money import ensure_amount, format_money
from core.service import service
from orders.models import Order
from orders.statuses import RefundTo
from payments.errors import GoodwillExceedsLimit
from payments.locks import lock_goodwill_limits, lock_payments
from payments.models import Refund
from payments.selectors.refundable import RefundWish
from payments.services.destinations import check_destination
from payments.services.granting import ensure_goodwill, grant_parts
from support.events import GoodwillAsked, GoodwillDecided
from support.locks import lock_case
from support.models import GoodwillWish, WishState
from support.services.moving import remark

RIGHT = "support.give_goodwill"
APPROVE_RIGHT = "support.approve_goodwill"
CAUSE = "goodwill"


@dataclass(frozen=True, slots=True)
class Goodwill:
    """What came of it: a refund that is granted, or a wish that a second person decides about."""

    refund: Refund | None = None
    wish: GoodwillWish | None = None

    @property
    def told(self) -> str:
        if self.refund is not None:
            given = format_money(self.refund.amount, self.refund.currency)
            return f"{given} of goodwill is granted: {self.refund.number}."
        if self.wish is not None:
            asked = format_money(self.wish.amount, self.wish.currency)
            return f"{asked} of goodwill waits for a second person. {self.wish.why}"
        return "Nothing was given."


@service
def give_goodwill(
    *, order_id: int, amount: Decimal, reason: str, key: str, actor: Actor, destination: str = RefundTo.TENDERS,
    case_id: int | None = None,
) -> Goodwill:  # fmt: skip
    """Owe the customer ``amount`` in the order's currency for the trouble; above the actor's limits it is asked for.

    It goes to how the order was paid, or to store credit. The same ``key`` twice is one. Raises NotPermitted,
    InvalidInput, RefundExceedsCapture when so much is not captured and free, and MoveRefused while a bank disputes
    the payment, or for store credit without a customer.
    """
    case = lock_case(case_id) if case_id is not None else None
    order, _ = lock_payments(order_id)
    ensure_may(actor, RIGHT)
    if case is not None and case.order_id != order_id:
        raise InvalidInput("The case is about another order.", field="case")
    _check(order, amount, reason, destination)
    before = _given_before(order, key)
    if before is not None:
        return before
    lock_goodwill_limits(actor)
    try:
        ensure_goodwill(order, amount, actor=actor)
    except GoodwillExceedsLimit as error:
        wish = GoodwillWish.objects.create(
            order=order, case=case, amount=amount, currency=order.currency, destination=destination,
            reason=reason[:200], why=error.message[:300], key=key, asked_by=actor.person,
        )  # fmt: skip
        publish(GoodwillAsked(order_id=order_id, wish_id=wish.pk), actor=actor, note=reason)
        given = Goodwill(wish=wish)
    else:
        given = Goodwill(refund=_grant(order, amount, reason, key, destination, actor=actor))
    if case is not None:
        remark(case, given.told, actor=actor)
    return given


@service
def approve_goodwill(*, goodwillwish_id: int, actor: Actor) -> GoodwillWish:
    """The second person grants it, within limits of their own.

    Raises NotPermitted, MoveRefused for who asked or when it was decided, GoodwillExceedsLimit, RefundExceedsCapture.
    """
    wish = _lock_wish(goodwillwish_id)
    ensure_may(actor, APPROVE_RIGHT)
    if reasons := [*wish_blockers(wish), *_second_person(wish, actor)]:
        raise MoveRefused("approve", reasons)
    wish.refund = _grant(wish.order, wish.amount, wish.reason, wish.key, wish.destination, actor=actor)
    _decide(wish, WishState.GRANTED, actor=actor)
    return wish


@service
def refuse_goodwill(*, goodwillwish_id: int, reason: str, actor: Actor) -> GoodwillWish:
    """It is not given. Raises NotPermitted, and MoveRefused when it was decided."""
    wish = _lock_wish(goodwillwish_id)
    if wish.asked_by != actor.person:
        ensure_may(actor, APPROVE_RIGHT)
    if reasons := wish_blockers(wish):
        raise MoveRefused("refuse", reasons)
    _decide(wish, WishState.REFUSED, actor=actor, note=reason)
    return wish


def wish_blockers(wish: GoodwillWish) -> list[Blocker]:
    """Why nothing can be decided any more."""
    if wish.state == WishState.WAITING:
        return []
    return [Blocker("wrong_state", f"it is {wish.get_state_display().lower()} already.")]


def _second_person(wish: GoodwillWish, actor: Actor) -> list[Blocker]:
    if wish.asked_by != actor.person or actor.is_trusted:
        return []
    return [Blocker("second_person", "you asked for it yourself.", fix="Ask a colleague to approve it.")]


def _check(order: Order, amount: Decimal, reason: str, destination: str) -> None:
    ensure_amount(amount, order.currency)
    if amount <= 0:
        raise InvalidInput("Give more than nothing.", field="amount")
    if not reason.strip():
        raise InvalidInput("Say what it is given for; it is kept with the refund.", field="reason")
    check_destination(order, destination)


def _given_before(order: Order, key: str) -> Goodwill | None:
    wish = GoodwillWish.objects.filter(key=key).select_related("refund").first()
    if wish is not None:
        return Goodwill(wish=wish)
    refund = Refund.objects.filter(order=order, cause_kind=CAUSE, cause_reference=key).first()
    return Goodwill(refund=refund) if refund is not None else None


def _grant(order: Order, amount: Decimal, reason: str, key: str, destination: str, *, actor: Actor) -> Refund:
    return grant_parts(
        order_id=order.pk, wish=RefundWish(goodwill=amount), reason=reason, actor=actor, cause_kind=CAUSE,
        cause_reference=key, destination=destination,
    )  # fmt: skip


def _lock_wish(wish_id: int) -> GoodwillWish:
    known = GoodwillWish.objects.filter(pk=wish_id).first()
    if known is None:
        raise NotFound("There is no such goodwill.", wish_id=wish_id)
    order, _ = lock_payments(known.order_id)
    known.refresh_from_db()
    known.order = order
    return known


def _decide(wish: GoodwillWish, state: WishState, *, actor: Actor, note: str = "") -> None:
    wish.state, wish.decided_by, wish.decided_at = state, actor.person, timezone.now()
    wish.save(update_fields=["state", "decided_by", "decided_at", "refund"])
    changes = {"goodwill": [WishState.WAITING, state]}
    publish(GoodwillDecided(order_id=wish.order_id, wish_id=wish.pk), actor=actor, changes=changes, note=note)
