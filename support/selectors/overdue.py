"""Cases past their clock."""

from datetime import datetime

from django.db.models import Q, QuerySet

from support.models import Case


def cases_overdue(*, now: datetime) -> QuerySet[Case]:
    """Open cases not answered or not resolved in time, most urgent limit first; not those whose clocks stand still."""
    late = Q(answer_due_at__lt=now, awaiting_since__isnull=False) | Q(resolve_due_at__lt=now)
    running = Q(paused_at=None) | Q(resolve_is_fixed=True)
    return Case.objects.filter(late, running, resolved_at=None).order_by("resolve_due_at", "pk")
