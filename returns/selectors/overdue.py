"""Returns somebody waits for in vain."""

from datetime import datetime

from django.db.models import F, QuerySet

from returns.models import Reception, Return, ReturnState


def returns_overdue(*, now: datetime) -> QuerySet[Return]:
    """Approved returns whose travel time is over, longest over first."""
    return Return.objects.filter(state=ReturnState.APPROVED, expires_at__lt=now).order_by("expires_at", "pk")


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
