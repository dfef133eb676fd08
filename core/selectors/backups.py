"""What is known of backups: the last good ones, and whether a drill found trouble."""

from django.db.models import QuerySet

from core.models import BackupKind, BackupRun, BackupState


def _newest(kind: BackupKind) -> QuerySet[BackupRun]:
    return BackupRun.objects.filter(kind=kind).order_by("-pk")


def last_good_backup() -> BackupRun | None:
    """The newest backup that was completed. What a drill takes for itself is thrown away, and does not count."""
    return _newest(BackupKind.BACKUP).filter(state=BackupState.GOOD).first()


def last_good_drill() -> BackupRun | None:
    """The newest drill that restored a backup and found nothing wrong with it."""
    return _newest(BackupKind.DRILL).filter(state=BackupState.GOOD).first()


def newest_backup() -> BackupRun | None:
    """The newest backup that came to an end, good, bad or broken off."""
    return _newest(BackupKind.BACKUP).exclude(state=BackupState.RUNNING).first()


def newest_drill() -> BackupRun | None:
    """The newest drill that came to an end, good, bad or broken off."""
    return _newest(BackupKind.DRILL).exclude(state=BackupState.RUNNING).first()
