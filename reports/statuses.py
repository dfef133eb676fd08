"""The words that exports and subscriptions are kept under."""

from django.db import models


class ExportState(models.TextChoices):
    REQUESTED = "requested", "Waiting"
    RUNNING = "running", "Being written"
    READY = "ready", "Ready"
    DIRECT = "direct", "Downloaded at once"
    FAILED = "failed", "Failed"
    CANCELED = "canceled", "Canceled"
    GONE = "gone", "File removed"


class FileFormat(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"


class Rhythm(models.TextChoices):
    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Every week"
    MONTHLY = "monthly", "Every month"


class RunOutcome(models.TextChoices):
    EXPORTED = "exported", "Exported"
    SKIPPED = "skipped", "Skipped"
