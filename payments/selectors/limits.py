"""How much one person may decide alone."""

from decimal import Decimal

from django.contrib.auth.models import Group
from django.db.models import F, Q, Sum

from core.actors import Actor
from core.money import ZERO
from orders.models import Order
from payments.models import ApprovalLimit, GoodwillLimit, Refund, RefundKind, RefundLine
from payments.statuses import RefundState


def approval_limit(order: Order) -> Decimal:
    """Up to this sum who grants may approve too, in the order's currency: the channel's, else everybody's, else 0."""
    found = ApprovalLimit.objects.filter(_at(order), currency=order.currency)
    return found.order_by(F("channel").asc(nulls_last=True)).values_list("amount", flat=True).first() or ZERO


def approved_alone(order: Order, person: str) -> Decimal:
    """What one person both granted and approved on an order, whatever became of it but a cancellation."""
    alone = Refund.objects.filter(order=order, granted_person=person, approved_person=person)
    total: Decimal = alone.exclude(state=RefundState.CANCELED).aggregate(total=Sum("amount", default=ZERO))["total"]
    return total


def goodwill_limit(order: Order, actor: Actor) -> Decimal | None:
    """What the actor's roles may give of goodwill on the order; None: no limit but the right itself.

    The widest of the roles counts. A role that has limits, but none in this currency, may give none.
    """
    kind, _, key = actor.person.partition(":")
    if actor.is_trusted or kind != "user":
        return None
    roles = Group.objects.filter(
        user=int(key), permissions__codename="grant_refund", permissions__content_type__app_label="payments"
    )
    limits = [_limit_of(group, order) for group in roles.order_by("pk")]
    known = [limit for limit in limits if limit is not None]
    return max(known) if known and len(known) == len(limits) else None


def goodwill_given(order: Order) -> Decimal:
    """Goodwill of an order, promised or paid, whoever granted it."""
    given = RefundLine.objects.filter(refund__order=order, kind=RefundKind.GOODWILL)
    live = given.exclude(refund__state=RefundState.CANCELED)
    total: Decimal = live.aggregate(total=Sum("amount", default=ZERO))["total"]
    return total


def _limit_of(group: Group, order: Order) -> Decimal | None:
    lines = GoodwillLimit.objects.filter(group=group)
    here = lines.filter(_at(order), currency=order.currency).order_by(F("channel").asc(nulls_last=True)).first()
    if here is not None:
        return here.amount
    return ZERO if lines.exists() else None


def _at(order: Order) -> Q:
    return Q(channel=order.channel_id) | Q(channel=None)
