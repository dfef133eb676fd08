"""How much one person may decide alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.contrib.auth.models import Group
from django.db.models import F, Q, Sum
from django.utils import timezone

from core.actors import Actor
from core.money import ZERO
from orders.models import Order
from payments.models import ApprovalLimit, GoodwillLimit, Refund, RefundKind, RefundLine
from payments.statuses import RefundState


def approval_limit(currency: str, channel_id: int | None = None) -> Decimal:
    """Up to this sum who grants may approve too, in the currency: the channel's, else everybody's, else 0."""
    found = ApprovalLimit.objects.filter(_at(channel_id), currency=currency)
    return found.order_by(F("channel").asc(nulls_last=True)).values_list("amount", flat=True).first() or ZERO


def approved_alone(order: Order, person: str) -> Decimal:
    """What one person both granted and approved on an order, whatever became of it but a cancellation."""
    alone = Refund.objects.filter(order=order, granted_person=person, approved_person=person)
    total: Decimal = alone.exclude(state=RefundState.CANCELED).aggregate(total=Sum("amount", default=ZERO))["total"]
    return total


@dataclass(frozen=True, slots=True)
class GoodwillBounds:
    """What one person may give, in the order's currency; None: no limit but the right itself."""

    on_order: Decimal | None
    on_day: Decimal | None


def goodwill_bounds(order: Order, actor: Actor) -> GoodwillBounds:
    """What the actor's roles may give of goodwill on the order, and on one day. Two queries.

    The widest of the roles counts. A role that has limits, but none in this currency, may give none.
    """
    roles = [role.pk for role in granting_roles(actor)]
    lines: dict[int, list[GoodwillLimit]] = {role: [] for role in roles}
    for line in GoodwillLimit.objects.filter(group__in=roles):
        lines[line.group_id].append(line)
    binding = [_line_of(lines[role], order) for role in roles]
    return GoodwillBounds(
        on_order=_widest(binding, lambda line: line.amount), on_day=_widest(binding, lambda line: line.daily_amount)
    )


def granting_roles(actor: Actor) -> list[Group]:
    """The roles by which a person may grant refunds; none for whoever is no member of staff."""
    kind, _, key = actor.person.partition(":")
    if actor.is_trusted or kind != "user":
        return []
    roles = Group.objects.filter(
        user=int(key), permissions__codename="grant_refund", permissions__content_type__app_label="payments"
    )
    return list(roles.order_by("pk"))


def goodwill_given(order: Order) -> Decimal:
    """Goodwill of an order, promised or paid, whoever granted it."""
    given = RefundLine.objects.filter(refund__order=order, kind=RefundKind.GOODWILL)
    live = given.exclude(refund__state=RefundState.CANCELED)
    total: Decimal = live.aggregate(total=Sum("amount", default=ZERO))["total"]
    return total


def goodwill_given_on(day: date, *, person: str, currency: str) -> Decimal:
    """Goodwill one person granted on a day of the house's own time zone, promised or paid."""
    begins = datetime.combine(day, time(0), timezone.get_default_timezone())
    ends = datetime.combine(day + timedelta(days=1), time(0), timezone.get_default_timezone())
    given = RefundLine.objects.filter(
        kind=RefundKind.GOODWILL, refund__granted_person=person, refund__currency=currency,
        refund__created_at__gte=begins, refund__created_at__lt=ends,
    )  # fmt: skip
    live = given.exclude(refund__state=RefundState.CANCELED)
    total: Decimal = live.aggregate(total=Sum("amount", default=ZERO))["total"]
    return total


def _widest(
    lines: Sequence[GoodwillLimit | None], limit_of: Callable[[GoodwillLimit], Decimal | None]
) -> Decimal | None:
    """The largest limit, None when one of the roles has none; a role without any line has none."""
    limits = [limit_of(line) if line is not None else None for line in lines]
    known = [limit for limit in limits if limit is not None]
    return max(known) if known and len(known) == len(limits) else None


def _line_of(lines: Sequence[GoodwillLimit], order: Order) -> GoodwillLimit | None:
    """Of one role's lines the channel's, else everybody's, else nothing to give; None for a role without lines."""
    by_channel = {line.channel_id: line for line in lines if line.currency == order.currency}
    here = by_channel.get(order.channel_id) or by_channel.get(None)
    if here is None and lines:
        return GoodwillLimit(currency=order.currency, amount=ZERO, daily_amount=ZERO)
    return here


def _at(channel_id: int | None) -> Q:
    return Q(channel=channel_id) | Q(channel=None)
