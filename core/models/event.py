from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One fact about one order, forever: who did what when, and which values changed.

    ``seq`` counts 1..n per order without gaps. ``data`` holds ``{field: [old, new]}`` and ids,
    never free text and never a person; reasons live in EventNote, which can be erased.
    A trigger refuses UPDATE and DELETE.
    """

    order_id = models.BigIntegerField(help_text="No key: the order lives on an upper floor.")
    seq = models.PositiveIntegerField()
    name = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    actor = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order_id", "seq"], name="event_order_seq_unique")]
        indexes = [
            models.Index(fields=["name", "at"], name="event_name_at"),
            BrinIndex(fields=["at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.seq}"


class EventNote(models.Model):
    """The reason or remark a person gave with an event; erased when the customer is."""

    event = models.OneToOneField(Event, on_delete=models.DO_NOTHING, related_name="note", primary_key=True)
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:80]
