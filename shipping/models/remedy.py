from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from shipping.statuses import MADE_GOOD, ClaimState, RemedyKind


class Remedy(models.Model):
    """What was done for the customer of a parcel in trouble. Goods or money, never both, and each once."""

    parcel = models.ForeignKey("fulfillment.Parcel", on_delete=models.PROTECT, related_name="remedies")
    kind = models.CharField(max_length=16, choices=RemedyKind.choices)
    reference = models.CharField(max_length=32, blank=True, help_text="The new order's or the refund's number.")
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "remedies"
        constraints = [
            models.UniqueConstraint(fields=["parcel", "kind"], name="remedy_unique"),
            models.UniqueConstraint(
                fields=["parcel"], name="remedy_goods_or_money", condition=Q(kind__in=[str(kind) for kind in MADE_GOOD])
            ),
        ]
        permissions = [("reship_parcel", "Can send the goods of a lost parcel anew")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}".strip()


class CarrierClaim(models.Model):
    """What we asked a carrier to pay for a parcel, and what became of it. Amounts in ``currency``."""

    parcel = models.OneToOneField("fulfillment.Parcel", on_delete=models.PROTECT, related_name="carrier_claim")
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="carrier_claims")
    account = models.ForeignKey("shipping.CarrierAccount", on_delete=models.PROTECT, related_name="claims")
    state = models.CharField(max_length=8, choices=ClaimState.choices, default=ClaimState.FILED)
    amount = models.DecimalField(max_digits=19, decimal_places=4, help_text="What we asked for.")
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=64, blank=True, help_text="The carrier's number for it.")
    deadline_at = models.DateTimeField(help_text="Until when the carrier takes it.")
    filed_at = models.DateTimeField(db_default=Now())
    filed_by = models.CharField(max_length=64)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=64, blank=True)
    paid_amount = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    answer = models.CharField(max_length=400, blank=True, help_text="The carrier's own words.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="claim_asks_for_something"),
            models.CheckConstraint(
                condition=Q(state="filed", answered_at=None) | (~Q(state="filed") & Q(answered_at__isnull=False)),
                name="claim_answered_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_amount__gt=0) | (~Q(state="paid") & Q(paid_amount=None)),
                name="claim_paid_has_amount",
            ),
        ]
        indexes = [models.Index(fields=["filed_at"], name="claim_open", condition=Q(state="filed"))]
        permissions = [("file_claim", "Can file claims with carriers and write down their answers")]

    def __str__(self) -> str:
        return f"{self.reference or 'claim'} for parcel {self.parcel_id}"
