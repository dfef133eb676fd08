from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from shipping.statuses import ExceptionFamily, ExceptionKind, TrackingStatus


class TrackingEvent(models.Model):
    """One thing that happened on the road, as told; ``raw_status`` keeps words nobody taught us."""

    label = models.ForeignKey("shipping.ShippingLabel", on_delete=models.PROTECT, related_name="tracking_events")
    source_event_id = models.CharField(max_length=120)
    status = models.CharField(max_length=20, choices=TrackingStatus.choices)
    raw_status = models.CharField(max_length=64)
    description = models.CharField(max_length=200, blank=True)
    location = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["label", "source_event_id"], name="tracking_event_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.at:%Y-%m-%d %H:%M}"


class DeliveryException(models.Model):
    """Trouble on the road that a person should look at; resolved with what was decided."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="delivery_exceptions")
    parcel = models.ForeignKey("fulfillment.Parcel", on_delete=models.PROTECT, related_name="exceptions")
    kind = models.CharField(max_length=20, choices=ExceptionKind.choices)
    family = models.CharField(
        max_length=12, choices=ExceptionFamily.choices, default=ExceptionFamily.CARRIER,
        db_default=ExceptionFamily.CARRIER, help_text="On whose side the trouble lies.",
    )  # fmt: skip
    words = models.CharField(max_length=200, blank=True, help_text="The carrier's own words.")
    due_at = models.DateTimeField(null=True, blank=True, help_text="Until when somebody should have acted.")
    claim_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when the carrier takes a claim for the parcel."
    )
    opened_at = models.DateTimeField(db_default=Now())
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.CharField(max_length=64, blank=True)
    resolution = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parcel", "kind"], name="exception_open_unique", condition=Q(resolved_at=None)
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], name="exception_open", condition=Q(resolved_at=None)),
            models.Index(fields=["due_at"], name="exception_due", condition=Q(resolved_at=None)),
        ]
        permissions = [("resolve_deliveryexception", "Can decide about trouble on the road")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: parcel {self.parcel_id}"


class ProofOfDelivery(models.Model):
    """Who took the parcel and when; the picture of the signature, when one was asked for."""

    parcel = models.OneToOneField("fulfillment.Parcel", on_delete=models.PROTECT, related_name="proof")
    delivered_at = models.DateTimeField()
    signed_by = models.CharField(max_length=160, blank=True)
    signature_png = models.BinaryField(blank=True, default=b"")
    photo = models.BinaryField(blank=True, default=b"", db_default=b"", help_text="A picture of where it was left.")
    kept_by = models.CharField(
        max_length=64, blank=True, default="", db_default="", help_text="Who added the proof, when no carrier sent it."
    )
    location = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name_plural = "proofs of delivery"

    def __str__(self) -> str:
        return f"parcel {self.parcel_id}, {self.signed_by or 'no signature'}"
