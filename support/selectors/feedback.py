"""Whom to ask how it was, and what was answered."""

from datetime import datetime, timedelta

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Value

from orders.models import Order
from orders.statuses import FulfillmentStatus, OrderState
from support.models import Feedback

# Who could not be asked for so long is not asked any more: nobody remembers.
STALE_AFTER = timedelta(days=60)
DAY = Value(timedelta(days=1))


def orders_to_ask_for_feedback(*, now: datetime) -> "QuerySet[Order]":
    """Delivered orders whose channel's waiting time is over and whose customer was not asked yet, oldest first.

    Not asked are who has rated already, who waits for us (an open case, return or claim), who cannot be written to,
    customers of channels that never ask, and orders taken over from another system. One query.
    """
    wait = ExpressionWrapper(F("channel__feedback_after_days") * DAY, output_field=DurationField())
    arrived = Order.objects.filter(
        delivered_at__lte=now, delivered_at__gt=now - STALE_AFTER, fulfillment_status=FulfillmentStatus.DELIVERED,
        channel__feedback_after_days__isnull=False, channel__is_practice=False, is_historical=False,
    ).exclude(state__in=(OrderState.CANCELED, OrderState.EXPIRED))  # fmt: skip
    reachable = arrived.filter(customer__erased_at=None).exclude(customer=None).exclude(customer__email="")
    quiet = reachable.filter(open_cases=0, open_returns=0, open_claims=0, feedback_request=None)
    rated = Feedback.objects.filter(order=OuterRef("pk"), line=None)
    due = quiet.annotate(ask_at=F("delivered_at") + wait).filter(~Exists(rated), ask_at__lte=now)
    return due.order_by("delivered_at", "pk")
