from django.db import models
from django.db.models.functions import Now


class GatewayEvent(models.Model):
    """A gateway's webhook as it came; applied once, in any order, or parked with the reason."""

    source = models.CharField(max_length=24)
    event_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    body = models.JSONField()
    received_at = models.DateTimeField(db_default=Now())
    applied_at = models.DateTimeField(null=True, blank=True)
    parked = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "event_id"], name="gateway_event_unique")]
        indexes = [models.Index(fields=["received_at"], name="gateway_event_received")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind}"
