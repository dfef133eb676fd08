from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.admin.filters import FixedFilter, fixed_filter
from orders.admin.choices import LateFilter
from orders.models import Order
from orders.statuses import DisplayStatus, FulfillmentStatus, Intake, OrderState, PaymentStatus, ReturnStatus

PAYMENT_PROBLEMS = [PaymentStatus.EXPIRED, PaymentStatus.OVERPAID, PaymentStatus.DISPUTED]


class QueueFilter(FixedFilter):
    """What waits for a person; each is found by an index."""

    title = "queue"
    parameter_name = "queue"
    values = (
        ("needs_review", "Needs review"),
        ("payment_problem", "Payment problems"),
        ("late_backorder", "Backorders past promise"),
    )

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "needs_review":
                return needs_review(queryset)
            case "payment_problem":
                failed = Q(display_status=DisplayStatus.PAYMENT_FAILED)
                return queryset.filter(failed | Q(payment_status__in=PAYMENT_PROBLEMS))
            case "late_backorder":
                return late_backorders(queryset)
            case _:
                return queryset


def needs_review(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Orders the review rules have not looked at yet."""
    return orders.filter(awaits_review=True)


def late_backorders(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Orders that wait for goods and whose promised day is over."""
    return orders.filter(display_status=DisplayStatus.BACKORDERED, promised_on__lt=timezone.localdate())


ORDER_FILTERS = [
    fixed_filter("display_status", "status", DisplayStatus.choices),
    QueueFilter,
    "channel",
    fixed_filter("state", "commitment", OrderState.choices),
    fixed_filter("payment_status", "payment", PaymentStatus.choices),
    fixed_filter("fulfillment_status", "fulfillment", FulfillmentStatus.choices),
    fixed_filter("return_status", "return", ReturnStatus.choices),
    fixed_filter("intake", "way in", Intake.choices),
    "is_on_hold",
    LateFilter,
]
