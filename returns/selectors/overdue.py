"""Returns somebody waits for in vain."""

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from returns.models import Reception, Return, ReturnState

LOST_AFTER = timedelta(days=30)


def returns_overdue(*, now: datetime) -> QuerySet[Return]:
    """Returns whose travel time is over, longest over first; what a carrier has gets longer: it may be found."""
    waiting = Q(state=ReturnState.APPROVED, expires_at__lt=now)
    lost = Q(state=ReturnState.IN_TRANSIT, expires_at__lt=now - LOST_AFTER)
    return Return.objects.filter(waiting | lost).order_by("expires_at", "pk")


def rests_overdue(*, now: datetime) -> QuerySet[Return]:
    """Returns of which a box is here and another did not come in time."""
    late = Return.objects.filter(state=ReturnState.RECEIVED, expires_at__lt=now, lines__reception=Reception.AWAITING)
    return late.distinct().order_by("pk")


def orders_with_settled_returns() -> QuerySet[Return, int]:
    """Orders whose settled returns can be closed: no money is due back any more, oldest first."""
    kept = F("order__captured_amount") - F("order__refunded_amount") + F("order__on_account_amount")
    settled = Return.objects.filter(
        state=ReturnState.RESOLVED, order__total__gte=kept + F("order__credited_amount")
    ).order_by("order_id")
    return settled.values_list("order_id", flat=True).distinct()
