"""Cases past their clock."""

from datetime import datetime

from django.db.models import Q, QuerySet

from support.models import Case


def cases_overdue(*, now: datetime) -> QuerySet[Case]:
    """Open cases not answered or not resolved in time, most urgent limit first."""
    late = Q(answer_due_at__lt=now, answered_at=None) | Q(resolve_due_at__lt=now)
    return Case.objects.filter(late, resolved_at=None).order_by("resolve_due_at", "pk")
