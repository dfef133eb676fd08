from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from shipping.lifecycle import ManifestMoves
from shipping.statuses import ManifestState


class Manifest(ManifestMoves, StateModel):
    """What one truck takes: parcels of one warehouse for one carrier. One is open at a time."""

    number = models.CharField(max_length=24, unique=True)
    account = models.ForeignKey("shipping.CarrierAccount", on_delete=models.PROTECT, related_name="manifests")
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="manifests")
    state = StateField(choices=ManifestState.choices, default=ManifestState.OPEN)
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = models.CharField(max_length=64)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was told to a carrier that must not be told twice."
    )
    trouble = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="Why the carrier has not taken note of it."
    )
    accepted_at = models.DateTimeField(null=True, blank=True, help_text="When the carrier took note of it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "warehouse"], name="manifest_open_unique", condition=Q(state="open")
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | Q(state="closed", closed_at__isnull=False),
                name="manifest_closed_has_time",
            ),
        ]
        indexes = [models.Index(fields=["warehouse", "-id"], name="manifest_warehouse")]
        permissions = [("close_manifest", "Can hand parcels over to a carrier")]

    def __str__(self) -> str:
        return self.number


class ManifestParcel(models.Model):
    """A parcel stands on exactly one manifest."""

    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, related_name="entries")
    parcel = models.OneToOneField("fulfillment.Parcel", on_delete=models.PROTECT, related_name="manifest_entry")
    label = models.ForeignKey("shipping.ShippingLabel", on_delete=models.PROTECT, related_name="+")
    scanned_at = models.DateTimeField(db_default=Now())
    scanned_by = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"parcel {self.parcel_id} on manifest {self.manifest_id}"
