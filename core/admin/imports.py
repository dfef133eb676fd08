from django.contrib import admin
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyAdmin
from core.admin.chips import state_chip
from core.admin.columns import link, pretty_json
from core.admin.filters import fixed_filter
from core.models import ImportJob, ImportRow, ImportState, RowOutcome

JOB_TONES = {
    "staged": "warn", "checking": "info", "checked": "warn", "running": "info", "done": "good", "failed": "bad",
    "canceled": "neutral",
}  # fmt: skip
ROW_TONES = {
    "pending": "info",
    "order_line": "good",
    "rejected": "bad",
    "repeat": "info",
    "credit": "warn",
    "cancel": "warn",
}


@admin.register(ImportJob)
class ImportJobAdmin(ReadOnlyAdmin):
    """Files taken in, with what became of their rows."""

    list_display = [
        "number", "file_name", "format", "mode", "state_shown", "rows_total", "rows_done", "rows_rejected",
        "orders_created", "started_at",
    ]  # fmt: skip
    list_filter = [fixed_filter("state", "state", ImportState.choices)]
    search_fields = ["number__exact", "file_name__startswith"]
    ordering = ["-id"]
    readonly_fields = ["rows_shown"]

    @admin.display(description="State", ordering="state")
    def state_shown(self, job: ImportJob) -> SafeString:
        return state_chip(job.state, job.get_state_display(), JOB_TONES)

    @admin.display(description="Rows")
    def rows_shown(self, job: ImportJob) -> SafeString:
        return link(f"{reverse('admin:core_importrow_changelist')}?job={job.pk}", f"Show the {job.rows_total} rows")


@admin.register(ImportRow)
class ImportRowAdmin(ReadOnlyAdmin):
    """Rows of a file and what each became."""

    list_display = ["job", "line", "group", "outcome_shown", "target_kind", "target_id", "field", "reason"]
    list_filter = [fixed_filter("outcome", "outcome", RowOutcome.choices)]
    list_select_related = ["job"]
    search_fields = ["group__exact"]
    search_help_text = "Invoice or order number in the file"
    ordering = ["-id"]
    fields = ["job", "line", "group", "outcome", "target_kind", "target_id", "field", "reason", "raw_shown"]

    @admin.display(description="Outcome", ordering="outcome")
    def outcome_shown(self, row: ImportRow) -> SafeString:
        return state_chip(row.outcome, row.get_outcome_display(), ROW_TONES)

    @admin.display(description="Row")
    def raw_shown(self, row: ImportRow) -> SafeString:
        return pretty_json(row.raw)
