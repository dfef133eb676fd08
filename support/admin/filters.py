"""The queues of cases, as a filter."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.admin.filters import FixedFilter
from support.lifecycle import CaseState
from support.selectors.queue import NEAR, awake, missed


class QueueFilter(FixedFilter):
    """Whose turn it is, and what is near its limit."""

    title = "queue"
    parameter_name = "queue"
    values = (
        ("mine", "Mine"), ("free", "Nobody's"), ("near", "Near their limit"), ("snoozed", "Snoozed"),
        ("merged", "Merged"),
    )  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now, wanted = timezone.now(), self.value()
        open_ones = queryset.filter(resolved_at=None)
        match wanted:
            case "mine":
                return open_ones.filter(awake(now), assignee=request.user.pk)
            case "free":
                return open_ones.filter(awake(now), assignee=None).exclude(state=CaseState.WAITING_CUSTOMER)
            case "near":
                return open_ones.filter(Q(next_limit_at__lte=now + NEAR) | missed())
            case "snoozed":
                return queryset.filter(snoozed_until__gt=now)
            case "merged":
                return queryset.exclude(merged_into=None)
            case _:
                return queryset
