"""Orders that leave the lists, and timelines that are packed, by their channel's days."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from catalog.models import Channel
from core.models import Event
from orders.models import Order
from orders.statuses import OVER

DAY = timedelta(days=1)


def orders_to_archive(channel: Channel, *, now: datetime) -> QuerySet[Order]:
    """The channel's orders that have been over, and left alone, for its days; those longest over first."""
    if channel.archive_after_days is None:
        return Order.objects.none()
    since = now - channel.archive_after_days * DAY
    over = Order.objects.filter(
        Q(unarchived_at=None) | Q(unarchived_at__lte=since),
        channel=channel,
        archived_at=None,
        state__in=OVER,
        is_disputed=False,
        open_returns=0,
        open_claims=0,
        open_exchanges=0,
        open_cases=0,
        open_money=0,
    ).alias(ended_at=Coalesce("completed_at", "canceled_at", "expired_at"))
    return over.filter(ended_at__lte=since).order_by("ended_at", "pk")


def orders_to_pack(channel: Channel, *, now: datetime) -> QuerySet[Order]:
    """The channel's archived orders to which nothing happened for its days; those longest in the archive first."""
    if channel.timeline_after_days is None:
        return Order.objects.none()
    since = now - channel.timeline_after_days * DAY
    news = Event.objects.filter(order_id=OuterRef("pk"), at__gt=since)
    archived = Order.objects.filter(channel=channel, archived_at__lte=since, packed_away_at=None)
    return archived.exclude(Exists(news)).order_by("archived_at", "pk")
