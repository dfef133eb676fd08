from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from notifications.statuses import Arrival, Covers, SuppressedFor


class Suppression(models.Model):
    """An address that gets no mails, or only those an order needs, until a person lifts it. Lower case."""

    address = models.CharField(max_length=320)
    covers = models.CharField("does not get", max_length=8, choices=Covers.choices, default=Covers.ALL)
    reason = models.CharField(max_length=12, choices=SuppressedFor.choices, default=SuppressedFor.BY_HAND)
    note = models.CharField(max_length=300, blank=True)
    message = models.ForeignKey(
        "notifications.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="The mail that came back, or was complained about.",
    )  # fmt: skip
    entered_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["address", "covers"],
                name="suppression_once",
                violation_error_message="This address gets nothing of that kind already.",
                condition=Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(address=Lower("address")),
                name="suppression_lower",
                violation_error_message="Write the address in small letters.",
            ),
        ]
        permissions = [("lift_suppression", "Can let an address have mails again")]

    def __str__(self) -> str:
        return self.address


class MessageReport(models.Model):
    """What a provider told of a message: delivered, came back, complained. Each report is kept once."""

    message = models.ForeignKey(
        "notifications.Message", null=True, blank=True, on_delete=models.CASCADE, related_name="reports"
    )
    event_id = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=12, choices=Arrival.choices)
    is_hard = models.BooleanField(default=False, help_text="The address will never work.")
    address = models.CharField(max_length=320, blank=True)
    words = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["address", "-id"], name="message_report_address")]

    def __str__(self) -> str:
        return self.get_kind_display()
