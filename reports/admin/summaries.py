"""The summaries' runs: when days were looked through last, and how much there was to do."""

from django.contrib import admin

from core.admin.base import ReadOnlyAdmin
from reports.models import SummaryDay, SummaryRun


@admin.register(SummaryRun)
class SummaryRunAdmin(ReadOnlyAdmin):
    """Each look through the timeline; the sums themselves are read in the reports."""

    when_empty = "Nothing was summed up yet: beat does it every quarter of an hour, refresh_summaries at once."
    list_display = ["started_at", "finished_at", "days_marked", "days_computed", "event_id"]
    ordering = ["-started_at", "-id"]


@admin.register(SummaryDay)
class SummaryDayAdmin(ReadOnlyAdmin):
    """Which days changed and when each was worked out."""

    when_empty = "No day was summed up yet: beat does it every quarter of an hour, refresh_summaries at once."
    list_display = ["day", "kind", "scope_id", "changed_at", "computed_at", "event_id"]
    list_filter = ["kind"]
    ordering = ["-day", "-id"]
