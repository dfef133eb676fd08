from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from notifications.lifecycle import MessageMoves
from notifications.statuses import Arrival, Locale, MailEvent, Medium, MessageState


class Message(MessageMoves, StateModel):
    """One mail or text to one customer, as written. ``message_id`` stays the same however often it is sent."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="messages")
    event = models.CharField(max_length=40, choices=MailEvent.choices)
    locale = models.CharField(max_length=5, choices=Locale.choices)
    document = models.ForeignKey(
        "payments.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="The invoice or credit note that goes with it.",
    )  # fmt: skip
    medium = models.CharField(max_length=8, choices=Medium.choices, default=Medium.EMAIL)
    key = models.CharField(max_length=200, unique=True, help_text="The same intention, the same mail.")
    message_id = models.CharField(max_length=120, unique=True)
    state = StateField(choices=MessageState.choices, default=MessageState.QUEUED)
    sender = models.CharField(max_length=320)
    to = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=400, blank=True, help_text="Why it was refused, or not sent at all.")
    resend_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="copies", verbose_name="copy of",
        help_text="The message whose words these are.",
    )  # fmt: skip
    provider_id = models.CharField(max_length=200, blank=True, default="", db_default="")
    segments = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Parts that a text to a phone is sent and charged in."
    )
    arrival = models.CharField(max_length=12, choices=Arrival.choices, blank=True, default="", db_default="")
    arrival_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="message_sent_has_time"),
        ]
        indexes = [
            models.Index(fields=["order", "-id"], name="message_order"),
            models.Index(fields=["state", "-id"], name="message_state"),
            models.Index(fields=["provider_id"], name="message_provider", condition=~Q(provider_id="")),
        ]
        permissions = [("resend_message", "Can send a message again")]

    def __str__(self) -> str:
        return self.subject or self.get_event_display()
