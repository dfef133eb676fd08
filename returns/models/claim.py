from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from orders.statuses import RefundTo
from returns.claim_lifecycle import ENDED_CLAIMS, WITHOUT_UNITS, ClaimKind, ClaimMoves, ClaimState

__all__ = ["Claim", "ClaimKind", "ClaimLine", "ClaimPhoto", "ClaimState", "GoodsAt"]


class GoodsAt(models.TextChoices):
    """Where claimed goods are, as far as anybody knows; nothing of them comes back to stock."""

    CUSTOMER = "customer", "With the customer"
    CARRIER = "carrier", "Kept by the carrier"
    UNKNOWN = "unknown", "Nobody knows"


class Claim(ClaimMoves, StateModel):
    """What a customer says went wrong with a delivery, and how it was made good. Amounts in the order's currency."""

    number = models.CharField(max_length=24, unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="claims")
    parcel = models.ForeignKey(
        "fulfillment.Parcel", null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    kind = models.CharField(max_length=8, choices=ClaimKind.choices)
    state = StateField(choices=ClaimState.choices, default=ClaimState.OPEN)
    comment = models.TextField(max_length=2000, blank=True, help_text="The customer's own words.")
    decision_note = models.CharField(max_length=400, blank=True, help_text="Told to the customer.")
    goods_at = models.CharField(max_length=8, choices=GoodsAt.choices, default=GoodsAt.UNKNOWN)
    cause_kind = models.CharField(max_length=24, blank=True, help_text="Such as “case”; no key upward.")
    cause_reference = models.CharField(max_length=64, blank=True)
    request_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    opened_by = models.CharField(max_length=64)

    replaces = models.BooleanField(default=False, help_text="Goods are sent anew.")
    refund_to = models.CharField(
        max_length=12, choices=RefundTo.choices, default=RefundTo.TENDERS, db_default=RefundTo.TENDERS,
        help_text="Where the money goes, also when goods are paid back later.",
    )  # fmt: skip
    goodwill_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    refund = models.OneToOneField(
        "payments.Refund", null=True, blank=True, on_delete=models.PROTECT, related_name="claim"
    )
    replacement = models.OneToOneField(
        "orders.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="claim_made_good"
    )
    failure = models.CharField(max_length=400, blank=True, help_text="Why it is not made good yet.")

    opened_at = models.DateTimeField(db_default=Now())
    approved_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(goodwill_amount__gte=0), name="claim_goodwill_not_negative"),
            models.CheckConstraint(
                condition=Q(state__in=ENDED_CLAIMS, ended_at__isnull=False)
                | (~Q(state__in=ENDED_CLAIMS) & Q(ended_at=None)),
                name="claim_ended_when_over",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="claim_state_id"),
            models.Index(fields=["order"], name="claim_order"),
            models.Index(fields=["id"], name="customer_claim_open", condition=Q(ended_at=None)),
        ]
        permissions = [
            ("open_claim", "Can open a customer's claim"),
            ("approve_claim", "Can approve a claim"),
            ("deny_claim", "Can deny a claim"),
            ("cancel_claim", "Can cancel a claim"),
            ("resolve_claim", "Can make a claim good"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def takes_units(self) -> bool:
        """Whether its units can no longer be returned."""
        return self.kind not in WITHOUT_UNITS


class ClaimLine(models.Model):
    """Units of one order line in a claim, and how many of them were paid back or are sent anew."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="claim_lines")
    quantity = models.PositiveIntegerField()
    refund_units = models.PositiveIntegerField(default=0)
    replace_units = models.PositiveIntegerField(default=0)
    freed_units = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Nothing is done for these: they can be returned like any other."
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "order_line"], name="claim_line_unique"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="claim_line_positive"),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("refund_units") + F("replace_units") + F("freed_units")),
                name="claim_line_made_good_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.order_line_id}"

    @property
    def held(self) -> int:
        """Units that the claim still keeps from being returned."""
        return self.quantity - self.freed_units

    @property
    def open_units(self) -> int:
        """Units of these for which nothing was decided yet."""
        return self.held - self.refund_units - self.replace_units


class ClaimPhoto(models.Model):
    """A picture that the claim shows; the file itself is the order's."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="photos")
    attachment = models.ForeignKey("orders.Attachment", on_delete=models.PROTECT, related_name="claim_photos")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["claim", "attachment"], name="claim_photo_unique")]

    def __str__(self) -> str:
        return f"photo {self.attachment_id}"
