"""Which limits hold for a case, and which hours count for them."""

from collections import defaultdict
from datetime import time

from support.hours import Schedule
from support.models import SlaPolicy, SupportCalendar


def policy_for(kind: str, priority: str) -> SlaPolicy | None:
    """The policy of the kind and priority, else the priority's own for every kind. One query."""
    rows = SlaPolicy.objects.filter(kind__in=[kind, ""], priority=priority).select_related("calendar", "escalate_to")
    return max(rows, key=lambda row: bool(row.kind), default=None)


def schedule_of(calendar: SupportCalendar | None) -> Schedule | None:
    """The calendar as hours that count; None, every hour, without one or when it has no hours at all. Two queries."""
    if calendar is None:
        return None
    hours: dict[int, list[tuple[time, time]]] = defaultdict(list)
    for weekday, opens, closes in calendar.hours.values_list("weekday", "opens_at", "closes_at"):
        hours[weekday].append((opens, closes))
    if not hours:
        return None
    holidays = frozenset(calendar.holidays.values_list("on", flat=True))
    return Schedule(zone=calendar.time_zone, hours=dict(hours), holidays=holidays)
