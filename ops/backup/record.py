"""What became of backups and drills, where the doctor, the figures and the alerts see it."""

from django.db import transaction
from django.utils import timezone

from core.models import Alert, BackupKind, BackupRun, BackupState
from core.services.backing_up import ALERT, end_silent_runs
from ops.backup.drill import Report
from ops.backup.place import our_place, server_version
from ops.backup.taking import Backup


def begin(kind: BackupKind, *, method: str) -> BackupRun:
    """The row of a run that begins; it is in the backup itself, and so tells which one came back.

    An earlier one whose process died is written down as broken off first.
    """
    end_silent_runs(now=timezone.now())
    return BackupRun.objects.create(
        kind=kind, method=method, database=our_place().name[:63], server_version=server_version()[1]
    )


def note_backup(run: BackupRun, backup: Backup, *, folder: str) -> None:
    """How large it became, how long it took, and where it lies."""
    run.folder, run.method = folder[:500], str(backup.told["method"])
    run.database_bytes = int(backup.told["database_bytes"])
    run.upload_files = len(backup.told["uploads"])
    run.upload_bytes = sum(int(one["size"]) for one in backup.told["uploads"])
    run.backup_seconds = float(backup.told["seconds"])


@transaction.atomic
def finish(run: BackupRun, *, problems: list[str], report: Report | None = None) -> BackupRun:
    """Keep how it ended. What went wrong opens an alert, a good drill closes it."""
    run.problems = problems
    run.state = BackupState.BAD if problems else BackupState.GOOD
    run.finished_at = timezone.now()
    if report is not None:
        run.tables_compared, run.rows_compared, run.promises_kept = report.tables, report.rows, report.promises
        run.restore_seconds, run.check_seconds = report.restore_seconds, report.check_seconds
    run.save()
    if problems:
        alert = Alert(kind=ALERT, reference=run.kind, message=" ".join(problems)[:2000])
        Alert.objects.bulk_create([alert], ignore_conflicts=True)
    else:
        Alert.objects.filter(kind=ALERT, reference=run.kind, closed_at=None).update(
            closed_at=timezone.now(), closed_by="system"
        )
    return run
