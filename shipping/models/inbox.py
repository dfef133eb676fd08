from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class CarrierEvent(models.Model):
    """The inbox: every genuine webhook as it came, once per carrier and event id, applied by an effect."""

    carrier = models.CharField(max_length=32)
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=64, blank=True)
    body = models.BinaryField()
    received_at = models.DateTimeField(db_default=Now())
    applied_at = models.DateTimeField(null=True, blank=True)
    parked_reason = models.CharField(max_length=400, blank=True, help_text="Why it could not be applied.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["carrier", "event_id"], name="carrier_event_unique")]
        indexes = [
            models.Index(fields=["received_at"], name="carrier_event_waiting", condition=Q(applied_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.event_id}"
