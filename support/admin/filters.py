"""The queues of cases, as a filter."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.admin.filters import FixedFilter
from support.selectors.queue import awake, free, near


class QueueFilter(FixedFilter):
    """Whose turn it is, and what is near its limit."""

    title = "queue"
    parameter_name = "queue"
    values = (
        ("mine", "Mine"), ("free", "Nobody's"), ("near", "Near their limit"), ("snoozed", "Snoozed"),
        ("merged", "Merged"),
    )  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now = timezone.now()
        match self.value():
            case "mine":
                return queryset.filter(awake(now), resolved_at=None, assignee=request.user.pk)
            case "free":
                return queryset.filter(free(now))
            case "near":
                return queryset.filter(near(now))
            case "snoozed":
                return queryset.filter(snoozed_until__gt=now)
            case "merged":
                return queryset.exclude(merged_into=None)
            case _:
                return queryset
