from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from notifications.lifecycle import DeliveryMoves
from notifications.statuses import DeliveryState


class WebhookEndpoint(models.Model):
    """A shop's own server that wants to hear what becomes of the orders of its channel."""

    channel = models.ForeignKey("catalog.Channel", on_delete=models.PROTECT, related_name="webhook_endpoints")
    public_id = models.CharField("id", max_length=32, unique=True)
    url = models.CharField("URL", max_length=500)
    description = models.CharField(max_length=160, blank=True)
    kinds = ArrayField(
        models.CharField(max_length=40), blank=True, default=list, help_text="What it hears of. None: everything."
    )  # fmt: skip
    contact_email = models.EmailField(
        "contact", blank=True, help_text="Told when we stop calling because nobody answers."
    )
    is_active = models.BooleanField(default=True)
    failing_since = models.DateTimeField(null=True, blank=True, help_text="No call was answered well since.")
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=300, blank=True)
    switched_off_by = models.CharField(
        max_length=64, blank=True, default="", db_default="", help_text="Empty while it is on, or when we stopped it."
    )
    made_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["channel_id", "id"]
        permissions = [
            ("rotate_webhooksecret", "Can replace a webhook secret"),
            ("replay_webhook", "Can send webhooks again"),
        ]

    def __str__(self) -> str:
        return self.url


class WebhookSecret(models.Model):
    """What signs the calls of an endpoint, sealed. The newest has no end; one that was replaced is valid a while."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="secrets")
    sealed = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"], name="webhook_secret_one_current", condition=Q(expires_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"Secret {self.pk}"


class WebhookDelivery(DeliveryMoves, StateModel):
    """One event for one endpoint: the same id and the same bytes however often they are sent."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.PROTECT, related_name="deliveries")
    event_id = models.CharField(max_length=48, help_text="The header webhook-id: receivers drop what they know.")
    kind = models.CharField(max_length=40)
    order = models.ForeignKey("orders.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField(default=0, help_text="Its place in the order's timeline.")
    body = models.TextField()
    state = StateField(choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0, help_text="Since it was last asked for.")
    sending_until = models.DateTimeField(null=True, blank=True, help_text="Somebody is sending it now.")
    next_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "webhook deliveries"
        constraints = [models.UniqueConstraint(fields=["endpoint", "event_id"], name="webhook_delivery_once")]
        indexes = [
            models.Index(fields=["endpoint", "-id"], name="webhook_delivery_endpoint"),
            models.Index(fields=["state", "-id"], name="webhook_delivery_state"),
            models.Index(fields=["order"], name="webhook_delivery_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"


class WebhookAttempt(models.Model):
    """One call: what was sent, what was answered, how long it took. Without an end its worker died."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="calls")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    url = models.CharField("URL", max_length=500)
    address = models.CharField(max_length=48, blank=True, help_text="Where the name led to.")
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField(blank=True, help_text="The beginning of what it answered.")
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="webhook_attempt_once")]
        indexes = [models.Index(fields=["started_at"], name="webhook_attempt_started")]

    def __str__(self) -> str:
        return f"Call {self.number}"
