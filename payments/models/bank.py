from django.db import models
from django.db.models.functions import Now

from core.money import format_money


class BankLineState(models.TextChoices):
    NEW = "new", "Being matched"
    WAITING = "waiting", "Waits for a person"
    MATCHED = "matched", "Matched"
    DISMISSED = "dismissed", "Not for us"


class BankLine(models.Model):
    """One line of the bank's statement, kept once: matched to the payment it is for, or waiting for a person."""

    key = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=BankLineState.choices, default=BankLineState.NEW)
    booked_on = models.DateField()
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    currency = models.CharField(max_length=3)
    text = models.CharField(max_length=400, blank=True)
    payer = models.CharField(max_length=160, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    payment = models.ForeignKey(
        "payments.Payment", null=True, blank=True, on_delete=models.PROTECT, related_name="bank_lines",
        help_text="What it paid; while it waits, what it seems to be for.",
    )  # fmt: skip
    why = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["state", "-id"], name="bank_line_state"),
            models.Index(fields=["payment"], name="bank_line_payment"),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {format_money(self.amount, self.currency)}"
