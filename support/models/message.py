from django.db import models
from django.db.models.functions import Now


class Direction(models.TextChoices):
    INBOUND = "inbound", "From the customer"
    OUTBOUND = "outbound", "To the customer"
    INTERNAL = "internal", "Internal note"


class CaseMessage(models.Model):
    """One thing said in a case; internal notes are never shown to the customer."""

    case = models.ForeignKey("support.Case", on_delete=models.PROTECT, related_name="messages")
    said_in = models.ForeignKey(
        "support.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="The case it was said in, where that was merged into this one.",
    )  # fmt: skip
    direction = models.CharField(max_length=8, choices=Direction.choices)
    text = models.TextField(max_length=8000)
    author = models.CharField(max_length=64)
    request_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["case", "id"], name="case_message_case")]

    def __str__(self) -> str:
        return self.text[:60]
