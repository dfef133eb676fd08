from django.db import models
from django.db.models.functions import Now


class GatewayComparison(models.Model):
    """One reading of a gateway's own list beside our ledger; goes on where it stopped."""

    gateway = models.CharField(max_length=24)
    since = models.DateTimeField()
    position = models.CharField(max_length=80, blank=True, help_text="Where the next page begins.")
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    movements = models.PositiveIntegerField(default=0)
    differences = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["gateway", "-started_at"], name="comparison_latest")]

    def __str__(self) -> str:
        return f"{self.gateway} since {self.since:%Y-%m-%d}"
