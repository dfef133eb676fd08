"""Orders that the clock moves."""

from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet, Value

from orders.models import Order
from orders.statuses import OrderState, PaymentStatus

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _times(span: timedelta, column: str) -> ExpressionWrapper:
    """``span`` multiplied by a column, in the database."""
    return ExpressionWrapper(Value(span) * F(column), output_field=DurationField())


def ripe_orders(*, now: datetime) -> QuerySet[Order]:
    """Delivered orders whose waiting time is over by ``now``."""
    return Order.objects.filter(
        state__in=[OrderState.CONFIRMED, OrderState.PROCESSING],
        fulfillment_status__in=["delivered", "not_required"],
        channel__complete_wait_days__gt=0,
        delivered_at__lte=now - _times(DAY, "channel__complete_wait_days"),
        open_returns=0, open_claims=0, open_cases=0, missing_signatures=0,
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
