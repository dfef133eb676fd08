from django.db import models
from django.db.models.functions import Now


class Alert(models.Model):
    """Something a person must look at; one open alert per kind and reference."""

    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=200)
    message = models.TextField()
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "reference"], name="alert_open_unique", condition=models.Q(closed_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.message[:60]}"
