from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class SummaryKind(models.TextChoices):
    SALES = "sales", "Sales by channel, currency and country"
    SKUS = "skus", "Sales by SKU"
    REVERSALS = "reversals", "Cancellations and refunds"
    PARCELS = "parcels", "Parcels by warehouse and carrier"


class SummaryRun(models.Model):
    """One look through the timeline for days that changed: up to which event, and how much there was to do."""

    started_at = models.DateTimeField()
    event_id = models.BigIntegerField(default=0, help_text="Every event up to it is looked at.")
    days_marked = models.PositiveIntegerField(default=0)
    days_computed = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True, help_text="When no changed day was left.")

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="summary_run_latest")]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} up to event {self.event_id}"


class SummaryDay(models.Model):
    """A business day of one channel (or warehouse) in one summary: when it changed, and when it was worked out.

    A day without a row had nothing to sum up when the latest run looked.
    """

    kind = models.CharField(max_length=10, choices=SummaryKind.choices)
    scope_id = models.BigIntegerField(help_text="The channel; of parcels the warehouse.")
    day = models.DateField(help_text="In the time zone of the channel or warehouse.")
    changed_at = models.DateTimeField(help_text="When something of the day was last seen to have changed.")
    computed_at = models.DateTimeField(null=True, blank=True)
    event_id = models.BigIntegerField(default=0, help_text="The latest event when it was worked out.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "scope_id", "day"], name="summary_day_unique")]
        indexes = [
            models.Index(
                fields=["-day"],
                name="summary_day_stale",
                condition=Q(computed_at=None) | Q(computed_at__lt=F("changed_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


def now_field() -> models.DateTimeField:
    """When the row was written."""
    return models.DateTimeField(db_default=Now())
