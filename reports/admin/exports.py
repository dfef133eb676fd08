"""What left the house as a file, and what comes by itself: for who answers for it. One's own are under “My exports”."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyAdmin, ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.filters import empty_filter, fixed_filter
from core.admin.people import NamesPeople, person
from reports.models import Export, Subscription, SubscriptionRun
from reports.statuses import ExportState, Rhythm

TONES = {
    "requested": "info", "running": "info", "ready": "good", "direct": "good", "failed": "bad", "canceled": "neutral",
    "gone": "neutral",
}  # fmt: skip


@admin.register(Export)
class ExportAdmin(NamesPeople, ReadOnlyAdmin):
    """Who took which list out, with which filters and columns, and what the file was."""

    when_empty = "Nobody exported a list yet. Every list has “Columns, download, save” above it."
    list_display = [
        "number", "requested_at", "owner", "title", "state_shown", "is_personal", "rows", "downloads", "expires_at",
    ]  # fmt: skip
    list_filter = [fixed_filter("state", "state", ExportState.choices), "is_personal"]
    list_select_related = ["owner"]
    search_fields = ["number__exact", "owner__username__exact", "sha256__exact", "list_name__exact"]
    search_help_text = "Number, login, list (app.model) or SHA-256 of a file that was found"
    sortable_by = ["requested_at"]
    ordering = ["-id"]
    fields = [
        ("owner", "role", "subscription"), ("list_name", "title", "format"), "query", "columns_shown", "left_out",
        ("is_personal", "state_shown"), "message", ("rows", "size"), "sum_shown",
        ("requested_at", "started_at", "finished_at", "expires_at"), ("downloads", "last_downloaded_at", "taken_by"),
    ]  # fmt: skip
    readonly_fields = ["columns_shown", "state_shown", "sum_shown", "taken_by"]
    label_columns = ("last_downloaded_by",)

    @admin.display(description="State", ordering="state")
    def state_shown(self, export: Export) -> SafeString:
        return state_chip(export.state, export.get_state_display(), TONES)

    @admin.display(description="Columns")
    def columns_shown(self, export: Export) -> str:
        return ", ".join(export.columns)

    @admin.display(description="SHA-256", empty_value="—")
    def sum_shown(self, export: Export) -> SafeString | None:
        return format_html('<code class="oms-code">{}</code>', export.sha256) if export.sha256 else None

    @admin.display(description="Last taken out by", empty_value="—")
    def taken_by(self, export: Export) -> str | None:
        return person(export, "last_downloaded_by") or None


class RunInline(ReadOnlyInline):
    model = SubscriptionRun
    fields = ["period", "outcome", "export", "reason", "at"]
    readonly_fields = fields
    ordering = ["-period"]
    verbose_name_plural = "runs"


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    """Which views come to whom by mail, and what became of each period."""

    when_empty = "Nobody gets a view by mail yet. Save a view above a list, then choose “Get it by mail”."
    list_display = ["user", "view", "rhythm", "hour", "next_at"]
    list_filter = [fixed_filter("rhythm", "rhythm", Rhythm.choices), empty_filter("next_at", "is on", "Off", "On")]
    list_select_related = ["user", "view"]
    search_fields = ["user__username__exact", "view__name__istartswith"]
    search_help_text = "Login, or the name of the view"
    ordering = ["-id"]
    fields = [("user", "view"), ("rhythm", "hour", "weekday", "day"), ("next_at", "created_at")]
    inlines = [RunInline]
