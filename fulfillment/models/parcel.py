from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from fulfillment.lifecycle import ParcelMoves
from fulfillment.statuses import IN_THE_HOUSE, ParcelState, SuggestedBy


class Packaging(models.Model):
    """A box on the shelf of the packing bench. Inner lengths in millimeters, weights in grams."""

    code = models.SlugField(max_length=24, unique=True)
    name = models.CharField(max_length=80)
    length_mm = models.PositiveIntegerField()
    width_mm = models.PositiveIntegerField()
    height_mm = models.PositiveIntegerField()
    tare_grams = models.PositiveIntegerField(default=0)
    max_weight_grams = models.PositiveIntegerField()
    weight_tolerance_percent = models.PositiveSmallIntegerField(
        default=10, null=True, blank=True,
        help_text="How far the scale may be from the books before a reason is asked for. Empty: any weight will do.",
    )  # fmt: skip
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "packagings"
        constraints = [
            models.CheckConstraint(
                condition=Q(length_mm__gt=0, width_mm__gt=0, height_mm__gt=0, max_weight_grams__gt=0),
                name="packaging_has_size",
                violation_error_message="Length, width, height and max weight must each be above zero.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Parcel(ParcelMoves, StateModel):
    """What one label is stuck on. Never partial: split it instead."""

    number = models.CharField(max_length=24, unique=True)
    fulfillment_order = models.ForeignKey(
        "fulfillment.FulfillmentOrder", on_delete=models.PROTECT, related_name="parcels"
    )
    state = StateField(choices=ParcelState.choices, default=ParcelState.PACKING)
    packaging = models.ForeignKey(Packaging, null=True, blank=True, on_delete=models.PROTECT, related_name="parcels")
    weight_grams = models.PositiveIntegerField(null=True, blank=True, help_text="As weighed, box included.")
    expected_grams = models.PositiveIntegerField(
        null=True, blank=True, help_text="By the books when it was closed, box included."
    )
    weight_reason = models.CharField(
        max_length=200, blank=True, help_text="Why it was closed though the scale differs from the books."
    )
    suggested_packaging = models.ForeignKey(
        Packaging, null=True, blank=True, on_delete=models.PROTECT, related_name="suggested_parcels",
        help_text="The box suggested for what is in it; empty when there was none.",
    )  # fmt: skip
    suggested_by = models.CharField(max_length=8, blank=True, choices=SuggestedBy.choices)
    requires_signature = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    packed_by = models.CharField(max_length=64, blank=True)
    packed_at = models.DateTimeField(null=True, blank=True)
    labeled_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fulfillment_order"], name="parcel_one_is_packed", condition=Q(state=ParcelState.PACKING)
            )
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="parcel_in_house", condition=Q(state__in=list(IN_THE_HOUSE))),
        ]

    def __str__(self) -> str:
        return self.number


class ParcelItem(models.Model):
    """Units of one line in one parcel; order line and level are kept for what is told to the order."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="items")
    line = models.ForeignKey("fulfillment.FulfillmentLine", on_delete=models.PROTECT, related_name="parcel_items")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="parcel_items")
    level = models.ForeignKey(
        "inventory.StockLevel", null=True, blank=True, on_delete=models.PROTECT, related_name="parcel_items"
    )
    quantity = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "line"], name="parcel_item_unique"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="parcel_item_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.order_line_id}"
