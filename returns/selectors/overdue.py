"""Returns somebody waits for in vain."""

from datetime import datetime

from django.db.models import QuerySet

from returns.models import Return, ReturnState


def returns_overdue(*, now: datetime) -> QuerySet[Return]:
    """Approved returns whose travel time is over, longest over first."""
    return Return.objects.filter(state=ReturnState.APPROVED, expires_at__lt=now).order_by("expires_at", "pk")
