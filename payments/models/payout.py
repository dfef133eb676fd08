from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.money import format_money


class PayoutShape(models.TextChoices):
    SANDBOX = "sandbox", "Sandbox gateway: balance file"
    STRIPE = "stripe", "Stripe: balance report, itemized"


class RowOutcome(models.TextChoices):
    WAITING = "waiting", "To be matched"
    MATCHED = "matched", "Matched"
    NOT_OURS = "not_ours", "Missing with us"
    AMOUNT = "amount", "Amount differs"
    CURRENCY = "currency", "Currency differs"
    OTHER = "other", "Fee or payout"


class PayoutFile(models.Model):
    """A gateway's file of what it paid out; the same bytes are taken once."""

    gateway = models.CharField(max_length=24)
    shape = models.CharField(max_length=12, choices=PayoutShape.choices)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    uploaded_by = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(db_default=Now())
    rows_total = models.PositiveIntegerField(default=0)
    rows_known = models.PositiveIntegerField(default=0, help_text="Rows an earlier file brought already.")
    begins_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["uploaded_at"], name="payout_file_uploaded")]
        permissions = [("import_payoutfile", "Can import a payout file")]

    def __str__(self) -> str:
        return self.file_name


class PayoutRow(models.Model):
    """One line of it: a movement as the gateway accounts for it, and the movement of ours it is.

    ``amount`` is what moved, ``fee`` what the gateway kept, ``net`` what it pays; negative for money going back.
    """

    file = models.ForeignKey(PayoutFile, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    gateway = models.CharField(max_length=24)
    reference = models.CharField(max_length=64, help_text="The gateway's name for the line.")
    kind = models.CharField(max_length=40)
    gateway_references = models.JSONField(default=list, help_text="Names of the movement, the nearest first.")
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    fee = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    net = models.DecimalField(max_digits=19, decimal_places=4)
    currency = models.CharField(max_length=3)
    occurred_at = models.DateTimeField()
    payout = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=10, choices=RowOutcome.choices)
    transaction = models.ForeignKey(
        "payments.PaymentTransaction", null=True, blank=True, on_delete=models.PROTECT, related_name="payout_rows"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gateway", "reference"], name="payout_row_once")]
        indexes = [
            models.Index(fields=["transaction"], name="payout_row_transaction"),
            models.Index(
                fields=["id"], name="payout_row_break", condition=Q(outcome__in=["not_ours", "amount", "currency"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {format_money(self.amount, self.currency)}"
