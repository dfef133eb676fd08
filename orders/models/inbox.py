from django.db import models
from django.db.models.functions import Now


class ChannelSource(models.Model):
    """A shop of another make that sends us its orders: which adapter reads it, and what it may do.

    What signs its webhooks is a setting, ``CHANNEL_WEBHOOK_SECRETS``, and never a row.
    """

    code = models.SlugField(max_length=32, unique=True, help_text="Stands in the address its webhooks are sent to.")
    make = models.CharField(max_length=24, help_text="The adapter that reads it, such as shopify.")
    channel = models.ForeignKey("catalog.Channel", on_delete=models.PROTECT, related_name="sources")
    creates_skus = models.BooleanField(
        default=False, help_text="Make goods the catalog lacks, without stock, instead of refusing the order."
    )
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code


class NoticeState(models.TextChoices):
    KEPT = "kept", "Kept"
    APPLIED = "applied", "Applied"
    STALE = "stale", "Older than what is known"
    IGNORED = "ignored", "Asks nothing of us"
    WAITING = "waiting", "Waits for its order"
    PARKED = "parked", "Parked"


class ChannelNotice(models.Model):
    """What a shop told us, as it came; worked once, in any order, or parked with the field and the reason."""

    source = models.ForeignKey(ChannelSource, on_delete=models.PROTECT, related_name="notices")
    event_id = models.CharField(max_length=120)
    topic = models.CharField(max_length=60)
    body = models.JSONField()
    external_id = models.CharField(max_length=64, blank=True, help_text="The order's number at the shop.")
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the shop says it was so.")
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.KEPT)
    field = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    order = models.ForeignKey("orders.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    tries = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField(db_default=Now())
    worked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "event_id"], name="channel_notice_unique")]
        indexes = [
            models.Index(fields=["source", "external_id"], name="channel_notice_order"),
            models.Index(
                fields=["id"],
                name="channel_notice_open",
                condition=models.Q(state__in=["kept", "waiting", "parked"]),
            ),
            models.Index(fields=["received_at"], name="channel_notice_received"),
        ]
        permissions = [("retry_channelnotice", "Can work a parked notice again")]

    def __str__(self) -> str:
        return f"{self.topic} {self.event_id}"
