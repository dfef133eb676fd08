"""What a reviewer needs beside the signals: how the customer bought before, and how the order is known again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Min, Q, Sum

from core.money import ZERO
from orders.models import Order
from orders.statuses import OrderState
from payments.models import Dispute, Payment, Refund, RiskDecision
from payments.selectors.denied import entries_on
from payments.selectors.marks import Mark, marks_of
from payments.statuses import Decision, DisputeKind, RefundState


@dataclass(frozen=True, slots=True)
class History:
    """A customer's other orders; amounts in the order's currency."""

    since: datetime | None
    orders: int
    completed: int
    canceled: int
    paid: Decimal
    refunds: int
    disputes: int
    accepted: int
    declined: int


@dataclass(frozen=True, slots=True)
class KnownBy:
    """A mark of the order and whether it is denied already."""

    mark: Mark
    is_denied: bool


@dataclass(frozen=True, slots=True)
class ReviewPage:
    history: History
    known_by: Sequence[KnownBy]
    payments: Sequence[Payment]


def review_page(order: Order, *, now: datetime) -> ReviewPage:
    """A bounded number of queries."""
    payments = list(order.payments.order_by("pk"))
    marks = marks_of(order, payments)
    denied = {(entry.kind, entry.value) for entry in entries_on(marks, now=now)}
    known = [KnownBy(mark, (mark.kind, mark.value) in denied) for mark in marks]
    return ReviewPage(history_of(order), known, payments)


def history_of(order: Order) -> History:
    """How the order's customer bought before; five queries."""
    others = Order.objects.filter(customer__isnull=False, customer=order.customer_id).exclude(pk=order.pk)
    others = others.exclude(state=OrderState.DRAFT)
    sums = others.aggregate(
        since=Min("placed_at"), orders=Count("pk"),
        completed=Count("pk", filter=Q(state=OrderState.COMPLETED)),
        canceled=Count("pk", filter=Q(state=OrderState.CANCELED)),
        paid=Sum("captured_amount", filter=Q(currency=order.currency)),
    )  # fmt: skip
    keys = others.values("pk")
    final = RiskDecision.objects.filter(review__order__in=keys)
    return History(
        **{**sums, "paid": sums["paid"] or ZERO},
        refunds=Refund.objects.filter(order__in=keys, state=RefundState.SUCCEEDED).count(),
        disputes=Dispute.objects.filter(order__in=keys).exclude(kind=DisputeKind.WARNING).count(),
        accepted=final.filter(decision=Decision.ACCEPTED).count(),
        declined=final.filter(decision=Decision.DECLINED).count(),
    )
