from django.contrib import admin

from core.admin.base import ReadOnlyAdmin
from core.models import ArchiveMonth, PackedTimeline


@admin.register(PackedTimeline)
class PackedTimelineAdmin(ReadOnlyAdmin):
    """Timelines that were packed; an order's own page shows them in words."""

    list_display = ["order_id", "month", "count", "last_at", "packed_at"]
    search_fields = ["order_id__exact"]
    search_help_text = "Order id"
    ordering = ["-order_id"]
    fields = ["order_id", "month", "count", "last_seq", "last_at", "digest", "packed_at"]


@admin.register(ArchiveMonth)
class ArchiveMonthAdmin(ReadOnlyAdmin):
    """What was packed of each month, as the promises count it again."""

    list_display = ["month", "orders", "events", "checksum", "updated_at"]
    ordering = ["-month"]
