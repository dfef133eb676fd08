"""Reserved money that is about to run out: how much, what can ship by then, and what should be done about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import ExpressionWrapper, F, Prefetch, QuerySet

from catalog.models import ExpiryPolicy, ShipPolicy
from core.money import ZERO
from orders.models import HoldBlock, Order, OrderHold, OrderLine
from orders.selectors.worth import amount_shipped, charges_worth, payable, value_of_units
from orders.statuses import LIVING
from payments.models import Payment, PaymentTransaction
from payments.services.folding import left_by_authorization, still_to_take
from payments.statuses import Outcome, TransactionKind

LIMIT = 200
LONGEST_NOTICE_HOURS = 24 * 31
# What lies ready is given this long to leave before the channel's policy is applied to it too.
LAST_CALL = timedelta(hours=4)
_STOPPING = {HoldBlock.RELEASE.value, HoldBlock.SHIP.value}


class ExpiryAct(models.TextChoices):
    """What to do about one authorization; the value is also what a person's button sends."""

    SHIP = "ship", "Ship it before"
    REAUTHORIZE = "reauthorize", "Authorize again"
    CAPTURE = "capture", "Capture"
    RELEASE = "release", "Let it go"
    HOLD = "hold", "Hold the order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """One authorization with money left, in the order's currency.

    ``left`` is free to be captured or let go, ``needed`` the part of it the order will cost, ``ships`` the part of that
    which can leave before it runs out, ``at_risk`` the rest.
    """

    authorization: PaymentTransaction
    payment: Payment
    order: Order
    expires_at: datetime
    left: Decimal
    needed: Decimal
    ships: Decimal
    act: ExpiryAct
    why: str

    @property
    def at_risk(self) -> Decimal:
        return self.needed - self.ships


def authorizations_expiring(*, until: datetime) -> QuerySet[PaymentTransaction]:
    """Authorizations at a gateway that run out by ``until`` with money left on the payment, the soonest first."""
    return PaymentTransaction.objects.filter(
        kind=TransactionKind.AUTHORIZATION, outcome=Outcome.SUCCEEDED, expires_at__lte=until,
        payment__authorized_amount__gt=F("payment__voided_amount") + F("payment__captured_amount"),
    ).exclude(gateway="").order_by("expires_at", "pk")  # fmt: skip


def authorizations_to_meet(*, now: datetime) -> QuerySet[PaymentTransaction, tuple[int, int]]:
    """(authorization, order) of what runs out within its channel's notice and is not gone; one query."""
    notice = F("payment__order__channel__expiry_notice_hours") * timedelta(hours=1)
    furthest = now + timedelta(hours=LONGEST_NOTICE_HOURS)
    near = authorizations_expiring(until=furthest).filter(expires_at__gt=now)
    near = near.filter(expires_at__lte=ExpressionWrapper(now + notice, output_field=models.DateTimeField()))
    return near.values_list("pk", "payment__order_id")


def radar(*, now: datetime, days: int, limit: int = LIMIT) -> list[Expiring]:
    """What runs out within ``days`` and is not gone yet, the soonest first, at most ``limit``; eight queries."""
    found = authorizations_expiring(until=now + timedelta(days=days)).filter(expires_at__gt=now)
    holds = OrderHold.objects.filter(released_at=None).order_by("pk")
    rows = found.select_related("payment__order__channel", "payment__order__customer").prefetch_related(
        Prefetch("payment__order__lines", OrderLine.objects.order_by("position")),
        "payment__order__charges",
        "payment__order__payments__transactions",
        Prefetch("payment__order__holds", holds, to_attr="open_holds"),
        "payment__order__refunds__allocations__transaction",
        "payment__order__refunds__lines",
    )[:limit]
    seen = (expiring_of(row, row.payment.order, list(row.payment.order.payments.all())) for row in rows)
    return [row for row in seen if row.left > 0]


def expiring_of(authorization: PaymentTransaction, order: Order, payments: Sequence[Payment]) -> Expiring:
    """One row of the radar for an authorization that has an end; ``payments`` are all of the order's."""
    assert authorization.expires_at is not None
    standing = left_by_authorization(row for payment in payments for row in payment.transactions.all())
    left = standing.pop(authorization, ZERO)
    needed = min(left, _to_take(order, payments, standing, authorization)) if order.state in LIVING else ZERO
    holds = _stopping_holds(order)
    ships = ZERO if holds or not needed else min(needed, _ships_by(order, authorization.expires_at))
    act, why = _proposal(order, authorization.payment, left=left, needed=needed, ships=ships, holds=holds)
    return Expiring(
        authorization=authorization, payment=authorization.payment, order=order, expires_at=authorization.expires_at,
        left=left, needed=needed, ships=ships, act=act, why=why,
    )  # fmt: skip


def _to_take(
    order: Order, payments: Sequence[Payment], others: Mapping[PaymentTransaction, Decimal], soonest: PaymentTransaction
) -> Decimal:
    """What the order still has to take, less what authorizations that hold longer can give."""
    longer = sum((left for each, left in others.items() if _holds_longer(each, soonest)), ZERO)
    return max(ZERO, still_to_take(order, payments, refunds=order.refunds.all()) - longer)


def _holds_longer(one: PaymentTransaction, other: PaymentTransaction) -> bool:
    if one.expires_at is None or other.expires_at is None:
        return one.expires_at is None
    return (one.expires_at, one.pk) > (other.expires_at, other.pk)


def _stopping_holds(order: Order) -> list[OrderHold]:
    if not order.is_on_hold:
        return []
    fetched = getattr(order, "open_holds", None)
    holds: Iterable[OrderHold] = order.holds.filter(released_at=None) if fetched is None else fetched
    return [hold for hold in holds if _STOPPING & set(hold.blocks)]


def _ships_by(order: Order, moment: datetime | None) -> Decimal:
    """The worth of what has not left and can by ``moment``: units in stock, and owed ones promised until then.

    The promise counts the road, too: what is promised to arrive by then leaves before.
    """
    lines = list(order.lines.all())
    goods, is_whole = ZERO, True
    for line in lines:
        line.order = order
        comes = line.backordered if moment and line.promise_on and line.promise_on <= moment.date() else 0
        is_whole = is_whole and comes == line.backordered and not line.unplaced
        goods += value_of_units(line, 0, line.shipped + line.allocated + comes).total
    if order.ship_policy == ShipPolicy.SHIP_COMPLETE and not is_whole:
        return ZERO
    gone = amount_shipped(order)
    reached = goods + charges_worth(order) if goods or gone else ZERO
    return max(ZERO, min(reached, payable(order)) - gone)


def policy_act(order: Order, payment: Payment) -> ExpiryAct:
    """What the channel wants done; a card that is only held until goods come back is held on, and never charged."""
    if payment.awaited_amount:
        return ExpiryAct.REAUTHORIZE
    return _BY_POLICY[ExpiryPolicy(order.channel.expiry_policy)]


def _proposal(
    order: Order, payment: Payment, *, left: Decimal, needed: Decimal, ships: Decimal, holds: Sequence[OrderHold]
) -> tuple[ExpiryAct, str]:
    if not needed:
        return ExpiryAct.RELEASE, "The order does not need it."
    if ships >= needed:
        return ExpiryAct.SHIP, "All of it can leave by then."
    if holds:
        why = f"The order is on hold: {holds[0].get_kind_display().lower()}."
    elif ships:
        why = "Only a part of the goods can leave by then."
    else:
        why = "The goods are not there by then."
    return policy_act(order, payment), why


_BY_POLICY = {
    ExpiryPolicy.REAUTHORIZE: ExpiryAct.REAUTHORIZE,
    ExpiryPolicy.CAPTURE: ExpiryAct.CAPTURE,
    ExpiryPolicy.RELEASE: ExpiryAct.RELEASE,
    ExpiryPolicy.HOLD: ExpiryAct.HOLD,
}
