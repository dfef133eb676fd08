from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

# Why an event waits whose movement our books do not know; the money inbox looks at those.
NO_SUCH_KEY = "No transaction of ours has this key."


class GatewayEvent(models.Model):
    """A gateway's webhook as it came; applied once, in any order, or parked with the reason.

    ``raw`` is the body byte for byte (card numbers masked). ``waits_for`` is the key or the gateway's reference of
    the movement that must be known first; when that one settles, the event is applied again.
    """

    source = models.CharField(max_length=24)
    event_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    body = models.JSONField()
    raw = models.BinaryField(default=b"")
    received_at = models.DateTimeField(db_default=Now())
    applied_at = models.DateTimeField(null=True, blank=True)
    parked = models.CharField(max_length=300, blank=True)
    waits_for = models.CharField(max_length=80, blank=True)
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "event_id"], name="gateway_event_unique")]
        indexes = [
            models.Index(fields=["received_at"], name="gateway_event_received"),
            models.Index(
                fields=["waits_for"], name="gateway_event_waiting", condition=Q(applied_at=None) & ~Q(waits_for="")
            ),
        ]
        permissions = [("reapply_gatewayevent", "Can have a parked webhook applied again")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind}"
