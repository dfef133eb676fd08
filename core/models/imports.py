from django.db import models
from django.db.models.functions import Now


class ImportState(models.TextChoices):
    STAGED = "staged", "Uploaded"
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELED = "canceled", "Canceled"


class RowOutcome(models.TextChoices):
    PENDING = "pending", "Pending"
    CHECKED = "checked", "Checked"
    ORDER_LINE = "order_line", "Order line"
    CHARGE = "charge", "Charge"
    DISCOUNT = "discount", "Discount"
    ADJUSTMENT = "adjustment", "Stock adjustment"
    CANCEL = "cancel", "Line canceled"
    RETURN = "return", "Return"
    CREDIT = "credit", "Unmatched credit"
    REPEAT = "repeat", "Known before"
    REJECTED = "rejected", "Rejected"


class ImportJob(models.Model):
    """One file taken in; resumable because every row remembers what it became."""

    number = models.CharField(max_length=24, unique=True)
    format = models.CharField(max_length=24)
    mode = models.CharField(max_length=12)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.RUNNING)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    orders_created = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    message = models.TextField(blank=True)
    options = models.JSONField(
        default=dict, blank=True, help_text="Channel, columns, policy for bad rows, and by whose rights it runs."
    )
    run_no = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Counts starts; an older start does nothing."
    )
    checkpoint = models.PositiveIntegerField(default=0, db_default=0, help_text="Line up to which this run has worked.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["format", "mode", "file_sha256"],
                name="import_job_file_unique",
                condition=~models.Q(state="canceled"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.file_name}"


class ImportRow(models.Model):
    """One row of a file and what it became; ``target_kind`` and ``target_id`` name it without a key."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(help_text="Line in the file, the header being line 1.")
    group = models.CharField(max_length=64, help_text="The invoice or order number in the file.")
    raw = models.JSONField()
    outcome = models.CharField(max_length=12, choices=RowOutcome.choices, default=RowOutcome.PENDING)
    target_kind = models.CharField(max_length=32, blank=True)
    target_id = models.BigIntegerField(null=True, blank=True)
    field = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "line"], name="import_row_line_unique")]
        indexes = [
            models.Index(fields=["job", "outcome"], name="import_row_outcome"),
            models.Index(fields=["job", "group"], name="import_row_group"),
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.outcome}"
