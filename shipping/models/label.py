from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from shipping.lifecycle import LabelMoves
from shipping.statuses import LIVE_LABELS, SETTLED_STATUSES, LabelFormat, LabelState, TrackingStatus


class ShippingLabel(LabelMoves, StateModel):
    """One label for one parcel, bought at most once: ``purchase_key`` goes with every try.

    ``tracking_status`` is what the carrier tells; it never moves the parcel except when delivered.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="labels")
    parcel = models.ForeignKey("fulfillment.Parcel", on_delete=models.PROTECT, related_name="labels")
    account = models.ForeignKey("shipping.CarrierAccount", on_delete=models.PROTECT, related_name="labels")
    state = StateField(choices=LabelState.choices, default=LabelState.REQUESTED)
    purchase_key = models.UUIDField(unique=True)
    tries = models.PositiveSmallIntegerField(default=1, help_text="How often it was asked for.")
    service = models.CharField(max_length=64)
    carrier_reference = models.CharField(max_length=64, blank=True)
    tracking_number = models.CharField(max_length=64, blank=True)
    cost = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    error = models.CharField(max_length=400, blank=True, help_text="The carrier's own words.")
    error_field = models.CharField(max_length=64, blank=True)

    requested_at = models.DateTimeField(db_default=Now())
    purchased_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    void_until = models.DateTimeField(null=True, blank=True)
    void_requested_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    sent_at = models.DateTimeField(
        null=True, blank=True, help_text="A purchase is on its way, and the carrier has not answered it yet."
    )
    chosen_at = models.DateTimeField(null=True, blank=True, help_text="When carrier and service were chosen.")
    choice_reason = models.CharField(max_length=300, blank=True, help_text="Why this carrier and this service.")
    quoted_amount = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    quoted_currency = models.CharField(max_length=3, blank=True)
    passed_over = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text="Accounts that refused this parcel."
    )

    tracking_status = models.CharField(max_length=20, choices=TrackingStatus.choices, default=TrackingStatus.NOT_MOVING)
    tracking_at = models.DateTimeField(null=True, blank=True, help_text="When the newest news happened.")
    expected_on = models.DateField(null=True, blank=True, help_text="When the carrier says it will arrive.")
    tracked_at = models.DateTimeField(null=True, blank=True, help_text="When we last heard or asked.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parcel"], name="label_live_unique", condition=Q(state__in=[str(s) for s in LIVE_LABELS])
            ),
            models.UniqueConstraint(
                fields=["account", "tracking_number"], name="label_tracking_unique", condition=~Q(tracking_number="")
            ),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="label_cost_not_negative"),
            models.CheckConstraint(
                condition=~Q(state__in=["purchased", "voided"])
                | (~Q(tracking_number="") & Q(cost__isnull=False, purchased_at__isnull=False)),
                name="label_bought_is_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["order"], name="label_order"),
            models.Index(fields=["tracking_number"], name="label_tracking"),
            models.Index(fields=["failed_at"], name="label_failed", condition=Q(state="failed")),
            models.Index(fields=["id"], name="label_outcome_unknown", condition=Q(state="unknown")),
            models.Index(fields=["void_until"], name="label_void_nears", condition=Q(state="purchased")),
            models.Index(
                fields=["tracked_at"],
                name="label_on_the_road",
                condition=Q(state="purchased") & ~Q(tracking_status__in=[str(s) for s in SETTLED_STATUSES]),
            ),
        ]
        permissions = [
            ("buy_label", "Can ask for a label"),
            ("void_label", "Can void a label"),
            ("settle_label", "Can say what became of a purchase that nobody answered"),
        ]

    def __str__(self) -> str:
        return self.tracking_number or f"label {self.pk}"


class LabelDocument(models.Model):
    """What is printed for a label; beside it, so that lists of labels stay light."""

    label = models.ForeignKey(ShippingLabel, on_delete=models.CASCADE, related_name="documents")
    format = models.CharField(max_length=4, choices=LabelFormat.choices)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label", "format"], name="label_document_unique")]

    def __str__(self) -> str:
        return f"{self.format} of label {self.label_id}"
