from django.db import models
from django.db.models.functions import Now


class PackedTimeline(models.Model):
    """The old events of one order in one compressed row: the same facts, a tenth of the room.

    ``events`` is a list of ``{seq, name, data, actor, at}`` in order of ``seq``; ``notes`` has the reasons by ``seq``
    and is erased when the customer is. A trigger refuses every other change outside the one door.
    """

    order_id = models.BigIntegerField(primary_key=True, help_text="No key: the order lives on an upper floor.")
    month = models.DateField(help_text="The month of its first event.")
    events = models.JSONField()
    notes = models.JSONField(default=dict)
    count = models.PositiveIntegerField()
    last_seq = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the events.")
    packed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["month"], name="packed_timeline_month")]

    def __str__(self) -> str:
        return f"{self.count} events of order {self.order_id}"


class ArchiveMonth(models.Model):
    """What was packed of a month: how many orders and events, and the sum over the digests of its rows."""

    month = models.DateField(primary_key=True)
    orders = models.BigIntegerField(default=0)
    events = models.BigIntegerField(default=0)
    checksum = models.DecimalField(max_digits=40, decimal_places=0, default=0)
    updated_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
