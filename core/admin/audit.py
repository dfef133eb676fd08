from django.contrib import admin
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyAdmin, ReadOnlyInline
from core.admin.chips import chip
from core.models import AuditResult, AuditRun


class AuditResultInline(ReadOnlyInline):
    model = AuditResult
    fields = ["number", "promise", "violations", "seconds", "sample"]
    ordering = ["number", "promise"]


@admin.register(AuditRun)
class AuditRunAdmin(ReadOnlyAdmin):
    """Runs of the promises of the books."""

    list_display = ["started_at", "finished_at", "scope"]
    ordering = ["-id"]
    inlines = [AuditResultInline]

    @admin.display(description="Scope")
    def scope(self, run: AuditRun) -> SafeString:
        return chip("What changed", "neutral") if run.changed_since else chip("Everything", "info")
