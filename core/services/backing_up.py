"""Backups and drills whose process died: what is no longer running must not be shown as if it were."""

from datetime import datetime, timedelta

from core.models import Alert, BackupRun, BackupState
from core.service import service

ALERT = "backup_drill"
# Ten signs of life that did not come: neither a restart of the database nor a full disk's minute is taken for a death.
SILENT_AFTER = timedelta(minutes=5)
WORDS = (
    "Its process ended without a word: it was killed, or its machine went. What it wrote is not complete. "
    "Remove the folder it left and run it again."
)


@service
def end_silent_runs(*, now: datetime) -> list[BackupRun]:
    """The runs that gave no sign of life for five minutes, written down as broken off, each with an alert."""
    running = BackupRun.objects.select_for_update(skip_locked=True).filter(state=BackupState.RUNNING)
    silent = list(running.filter(seen_at__lt=now - SILENT_AFTER).order_by("pk"))
    for run in silent:
        run.state, run.problems, run.finished_at = BackupState.BROKEN, [WORDS], now
        run.save(update_fields=["state", "problems", "finished_at"])
        alert = Alert(kind=ALERT, reference=run.kind, message=f"{run}: {WORDS}")
        Alert.objects.bulk_create([alert], ignore_conflicts=True)
    return silent
