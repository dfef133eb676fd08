"""What the deny list says about an order."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from payments.models import DenyListEntry
from payments.selectors.marks import Mark


def entries_in_force(*, now: datetime) -> QuerySet[DenyListEntry]:
    return DenyListEntry.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now))


def entries_on(marks: Sequence[Mark], *, now: datetime) -> list[DenyListEntry]:
    """The entries that any of the marks meets; one query by the unique index."""
    if not marks:
        return []
    named = Q()
    for mark in marks:
        named |= Q(kind=mark.kind, value=mark.value)
    return list(entries_in_force(now=now).filter(named).order_by("pk"))
