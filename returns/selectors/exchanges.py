"""Exchanges that wait: for a person, or for a fact that has come by now."""

from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Greatest

from orders.statuses import ENDED as ORDER_ENDED
from orders.statuses import OrderState
from returns.exchange_lifecycle import ARRIVED, JUDGED, NO_GOODS, WAITING
from returns.lifecycle import ENDED as RETURN_ENDED
from returns.models import Exchange, ExchangeLine, ExchangeMode, ExchangeState


def exchanges_to_follow(*, now: datetime) -> QuerySet[Exchange]:
    """Open exchanges whose facts are further than they are, the oldest first; one query."""
    held = Greatest("replacement__authorized_amount", "replacement__captured_amount")
    secured = held + F("replacement__on_account_amount") + F("replacement__delayed_amount")
    is_paid = Q(replacement__total__lte=secured - F("replacement__refunded_amount") + F("replacement__credited_amount"))
    waits_for_money = Q(state__in=[ExchangeState.APPROVED, ExchangeState.AWAITING_PAYMENT])
    is_there = Q(replacement__fulfillment_status__in=ARRIVED) | Q(replacement__state=OrderState.COMPLETED)
    unpaid_time = ExpressionWrapper(
        Value(timedelta(hours=1)) * F("replacement__channel__unpaid_hours"), output_field=DurationField()
    )
    is_unpaid = Q(
        state=ExchangeState.AWAITING_PAYMENT, taken_amount__isnull=False, rma__resolved_at__lte=now - unpaid_time
    )
    is_late = Q(mode=ExchangeMode.ADVANCE, due_at__lte=now, rma__received_at=None)
    return (
        Exchange.objects.filter(ended_at=None)
        .filter(
            Q(replacement__state__in=ORDER_ENDED)
            | Q(rma__state__in=NO_GOODS)
            | (Q(rma__state__in=JUDGED) & ~Q(state=ExchangeState.RELEASED) & Q(taken_amount=None))
            | (Q(state__in=WAITING) & is_late)
            | is_unpaid
            | (waits_for_money & Q(replacement__isnull=False) & is_paid)
            | (Q(state=ExchangeState.RELEASED, rma__state__in=RETURN_ENDED) & is_there)
        )
        .order_by("pk")
    )


def exchanges_of_order(order_id: int) -> QuerySet[Exchange]:
    """The exchanges the order began or went out for, the newest first; two queries."""
    lines = ExchangeLine.objects.select_related("sku")
    return (
        Exchange.objects.filter(Q(order_id=order_id) | Q(replacement_id=order_id))
        .select_related("rma", "order", "replacement")
        .prefetch_related(Prefetch("lines", queryset=lines))
        .order_by("-pk")
    )


def exchanges_to_decide() -> QuerySet[Exchange]:
    """What a person has to look at: asked for, or agreed to and its new order refused; the oldest first."""
    return Exchange.objects.filter(
        Q(state=ExchangeState.REQUESTED) | (Q(state=ExchangeState.APPROVED) & ~Q(failure=""))
    ).order_by("pk")
