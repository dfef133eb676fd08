from django.db import models
from django.db.models.functions import Now


class BackupKind(models.TextChoices):
    BACKUP = "backup", "Backup"
    DRILL = "drill", "Restore drill"


class BackupState(models.TextChoices):
    RUNNING = "running", "Running"
    GOOD = "good", "Good"
    BAD = "bad", "Bad"
    BROKEN = "broken", "Broken off"


class BackupRun(models.Model):
    """One backup that was taken, or one drill: a backup restored elsewhere and held against the books.

    A running one gives a sign of life every half minute; one that fell silent was broken off.
    ``problems`` are sentences for the operator; a good run has none. Sizes are in bytes, times in seconds.
    """

    kind = models.CharField(max_length=8, choices=BackupKind.choices)
    state = models.CharField(max_length=8, choices=BackupState.choices, default=BackupState.RUNNING)
    method = models.CharField(max_length=8, help_text="base: the server's files and its log; dump: pg_dump.")
    database = models.CharField(max_length=63)
    server_version = models.CharField(max_length=40)
    folder = models.CharField(max_length=500, blank=True, help_text="Where the backup was written.")
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(
        db_default=Now(), help_text="The last sign of life of the process while it is running."
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    database_bytes = models.BigIntegerField(default=0)
    upload_files = models.PositiveIntegerField(default=0)
    upload_bytes = models.BigIntegerField(default=0)
    tables_compared = models.PositiveIntegerField(default=0)
    rows_compared = models.BigIntegerField(default=0)
    promises_kept = models.PositiveIntegerField(default=0)
    backup_seconds = models.FloatField(null=True, blank=True)
    restore_seconds = models.FloatField(null=True, blank=True)
    check_seconds = models.FloatField(null=True, blank=True)
    problems = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=BackupState.GOOD) | models.Q(finished_at__isnull=False, problems=[]),
                name="backup_good_is_finished_without_problems",
            )
        ]
        indexes = [models.Index(fields=["kind", "state", "-id"], name="backup_kind_state")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.started_at:%Y-%m-%d %H:%M}"
