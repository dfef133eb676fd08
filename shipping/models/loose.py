"""Labels for goods outside the parcels of the floor: what a customer sends back, what goes back repaired."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from shipping.loose_lifecycle import LooseLabelMoves
from shipping.statuses import SETTLED_STATUSES, LabelFormat, LabelState, TrackingStatus


class Direction(models.TextChoices):
    TO_US = "to_us", "From the customer to us"
    TO_CUSTOMER = "to_customer", "From us to the customer"


class LooseLabel(LooseLabelMoves, StateModel):
    """One label between an order's customer and a warehouse, bought at most once: ``purchase_key`` goes with every try.

    ``cause_kind`` and ``cause_reference`` name what it is for, without a key upward. ``contents`` are the goods as
    customs ask for them, kept as they were when it was asked for.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="loose_labels")
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="loose_labels")
    account = models.ForeignKey("shipping.CarrierAccount", on_delete=models.PROTECT, related_name="loose_labels")
    direction = models.CharField(max_length=12, choices=Direction.choices)
    cause_kind = models.CharField(max_length=16, help_text="What it is for, such as return.")
    cause_reference = models.CharField(max_length=32, help_text="The number of what it is for.")
    state = StateField(choices=LabelState.choices, default=LabelState.REQUESTED)
    purchase_key = models.UUIDField(unique=True)
    tries = models.PositiveSmallIntegerField(default=1, help_text="How often it was asked for.")
    service = models.CharField(max_length=64)
    weight_grams = models.PositiveIntegerField()
    contents = models.JSONField(default=list, blank=True)
    carrier_reference = models.CharField(max_length=64, blank=True)
    tracking_number = models.CharField(max_length=64, blank=True)
    cost = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    error = models.CharField(max_length=400, blank=True, help_text="The carrier's own words.")
    error_field = models.CharField(max_length=64, blank=True)
    is_wanted = models.BooleanField(default=True, help_text="No: it is given back as soon as it is known.")

    requested_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text="A purchase is on its way, and the carrier has not answered it yet."
    )
    purchased_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    void_until = models.DateTimeField(null=True, blank=True)
    void_requested_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    tracking_status = models.CharField(max_length=20, choices=TrackingStatus.choices, default=TrackingStatus.NOT_MOVING)
    tracking_at = models.DateTimeField(null=True, blank=True, help_text="When the newest news happened.")
    expected_on = models.DateField(null=True, blank=True, help_text="When the carrier says it will arrive.")
    tracked_at = models.DateTimeField(null=True, blank=True, help_text="When we last heard or asked.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cause_kind", "cause_reference", "direction"], name="loose_label_live_unique",
                condition=Q(state__in=["requested", "purchased", "unknown"], is_wanted=True),
            ),
            models.UniqueConstraint(
                fields=["account", "tracking_number"], name="loose_label_tracking_unique",
                condition=~Q(tracking_number=""),
            ),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="loose_label_cost_not_negative"),
            models.CheckConstraint(
                condition=~Q(state__in=["purchased", "voided"])
                | (~Q(tracking_number="") & Q(cost__isnull=False, purchased_at__isnull=False)),
                name="loose_label_bought_is_complete",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["order"], name="loose_label_order"),
            models.Index(fields=["cause_kind", "cause_reference"], name="loose_label_cause"),
            models.Index(fields=["tracking_number"], name="loose_label_tracking"),
            models.Index(
                fields=["tracked_at"], name="loose_label_on_the_road",
                condition=Q(state="purchased") & ~Q(tracking_status__in=[str(s) for s in SETTLED_STATUSES]),
            ),
        ]  # fmt: skip
        permissions = [("buy_looselabel", "Can ask for a return label"), ("void_looselabel", "Can void a return label")]

    def __str__(self) -> str:
        return self.tracking_number or f"label {self.pk} of {self.cause_reference}"


class LooseLabelDocument(models.Model):
    """What is printed for it; beside it, so that lists of labels stay light."""

    label = models.ForeignKey(LooseLabel, on_delete=models.CASCADE, related_name="documents")
    format = models.CharField(max_length=4, choices=LabelFormat.choices)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label", "format"], name="loose_document_unique")]

    def __str__(self) -> str:
        return f"{self.format} of label {self.label_id}"


class LooseTrackingEvent(models.Model):
    """One thing that happened on its road, as the carrier told it."""

    label = models.ForeignKey(LooseLabel, on_delete=models.PROTECT, related_name="tracking_events")
    source_event_id = models.CharField(max_length=120)
    status = models.CharField(max_length=20, choices=TrackingStatus.choices)
    raw_status = models.CharField(max_length=64)
    description = models.CharField(max_length=200, blank=True)
    location = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["label", "source_event_id"], name="loose_event_unique")]

    def __str__(self) -> str:
        return f"{self.status} at {self.at:%Y-%m-%d %H:%M}"
