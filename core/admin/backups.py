from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyAdmin
from core.admin.chips import state_chip
from core.admin.filters import fixed_filter
from core.models import BackupKind, BackupRun, BackupState

TONES = {"good": "good", "bad": "bad", "broken": "bad", "running": "info"}
MIB = 1024 * 1024


@admin.register(BackupRun)
class BackupRunAdmin(ReadOnlyAdmin):
    """Backups that were taken, and drills that restored one and held it against the books."""

    when_empty = (
        "No backup was taken yet. Whoever runs the servers takes one with manage.py backup and proves that it can be "
        "restored with manage.py backup_drill."
    )
    list_display = ["started_at", "kind", "state_shown", "database", "size", "rows_compared", "times"]
    list_filter = [
        fixed_filter("kind", "kind", BackupKind.choices),
        fixed_filter("state", "state", BackupState.choices),
    ]
    ordering = ["-id"]
    fields = [
        ("kind", "state"), ("database", "server_version", "method"), "folder", ("started_at", "seen_at", "finished_at"),
        ("size", "upload_files", "uploads"), ("tables_compared", "rows_compared", "promises_kept"), "times",
        "problems_shown",
    ]  # fmt: skip
    readonly_fields = ["size", "uploads", "times", "problems_shown"]

    @admin.display(description="State", ordering="state")
    def state_shown(self, run: BackupRun) -> SafeString:
        return state_chip(run.state, run.get_state_display(), TONES)

    @admin.display(description="Size of the database", ordering="database_bytes")
    def size(self, run: BackupRun) -> str:
        return f"{run.database_bytes / MIB:,.1f} MiB"

    @admin.display(description="Size of the uploads")
    def uploads(self, run: BackupRun) -> str:
        return f"{run.upload_bytes / MIB:,.1f} MiB"

    @admin.display(description="Backup, restore, check (seconds)")
    def times(self, run: BackupRun) -> str:
        parts = (run.backup_seconds, run.restore_seconds, run.check_seconds)
        return " · ".join("—" if seconds is None else f"{seconds:.1f}" for seconds in parts)

    @admin.display(description="Problems")
    def problems_shown(self, run: BackupRun) -> SafeString | str:
        return format_html_join("", "<p>{}</p>", ((one,) for one in run.problems)) or "None."
