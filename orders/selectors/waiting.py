"""Orders that the clock moves."""

from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet, Value

from catalog.models import Channel
from orders.models import Order
from orders.statuses import FulfillmentStatus, OrderState, PaymentStatus

_NOTHING_OWED = (
    FulfillmentStatus.SHIPPED, FulfillmentStatus.PARTIALLY_DELIVERED, FulfillmentStatus.DELIVERED,
    FulfillmentStatus.NOT_REQUIRED,
)  # fmt: skip
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _times(span: timedelta, column: str) -> ExpressionWrapper:
    """``span`` multiplied by a column, in the database."""
    return ExpressionWrapper(Value(span) * F(column), output_field=DurationField())


def ripe_orders(channel: Channel, *, now: datetime) -> QuerySet[Order]:
    """The channel's orders that were delivered, whose wait is over by ``now``, and on which nothing is open."""
    since = now - channel.complete_wait_days * DAY
    # A first parcel's arrival says nothing of one that left later and is still on the road.
    arrived = Q(open_parcels=0) | Q(
        fulfillment_status__in=[FulfillmentStatus.DELIVERED, FulfillmentStatus.NOT_REQUIRED]
    )
    if channel.delivered_after_days is not None:
        arrived |= Q(last_shipped_at__lte=since - channel.delivered_after_days * DAY)
    return _finished(channel, now=now).filter(arrived, delivered_at__lte=since).order_by("delivered_at", "pk")


def silent_orders(channel: Channel, *, now: datetime) -> QuerySet[Order]:
    """The same for those that count as delivered because nothing was heard of them for so long."""
    if channel.delivered_after_days is None:
        return Order.objects.none()
    since = now - (channel.delivered_after_days + channel.complete_wait_days) * DAY
    silent = _finished(channel, now=now).filter(delivered_at=None, last_shipped_at__lte=since)
    return silent.order_by("last_shipped_at", "pk")


def _finished(channel: Channel, *, now: datetime) -> QuerySet[Order]:
    """Whatever of ``complete`` a statement can ask: what is found is completed, and never found again and again."""
    reopened = Q(reopened_at=None) | Q(reopened_at__lte=now - channel.reopen_wait_days * DAY)
    return Order.objects.filter(
        reopened, channel=channel, state__in=[OrderState.CONFIRMED, OrderState.PROCESSING],
        fulfillment_status__in=_NOTHING_OWED, missing_signatures=0, is_disputed=False,
        open_returns=0, open_claims=0, open_exchanges=0, open_cases=0, open_money=0,
        total=F("credited_amount") + F("captured_amount") - F("refunded_amount") + F("on_account_amount"),
    )  # fmt: skip


def unpaid_orders(*, now: datetime) -> QuerySet[Order]:
    """Placed orders that cost something and for which no money came within their channel's hours."""
    return Order.objects.filter(
        state=OrderState.PLACED, payment_status=PaymentStatus.PENDING, total__gt=F("credited_amount"),
        placed_at__lte=now - _times(HOUR, "channel__unpaid_hours"),
    )  # fmt: skip


def forgotten_drafts(*, now: datetime) -> QuerySet[Order]:
    """Drafts older than their channel's days."""
    return Order.objects.filter(state=OrderState.DRAFT, created_at__lte=now - _times(DAY, "channel__draft_days"))
