from django.contrib import admin
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyAdmin, ReadOnlyInline
from core.admin.chips import chip
from core.admin.people import NamesPeople, person
from core.models import AuditResult, AuditRun


class AuditResultInline(ReadOnlyInline):
    model = AuditResult
    fields = ["number", "promise", "violations", "seconds", "sample"]
    ordering = ["number", "promise"]


@admin.register(AuditRun)
class AuditRunAdmin(NamesPeople, ReadOnlyAdmin):
    """Runs of the promises of the books."""

    list_display = ["started_at", "finished_at", "scope", "asked_by"]
    label_columns = ("requested_by",)
    ordering = ["-id"]
    inlines = [AuditResultInline]

    @admin.display(description="Scope")
    def scope(self, run: AuditRun) -> SafeString:
        return chip("What changed", "neutral") if run.changed_since else chip("Everything", "info")

    @admin.display(description="Asked for by", empty_value="The clock")
    def asked_by(self, run: AuditRun) -> str | None:
        return person(run, "requested_by") if run.requested_by else None
