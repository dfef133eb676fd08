from django.db import models
from django.db.models.functions import Now


class ScanKind(models.TextChoices):
    LOCATION = "location", "Location"
    ITEM = "item", "Item"
    PACK = "pack", "Into the parcel"


class Scan(models.Model):
    """What a scanner read, right or wrong. The device names the scan, so a repeat counts once."""

    client_id = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=ScanKind.choices)
    code = models.CharField(max_length=80)
    quantity = models.PositiveIntegerField(default=0)
    ok = models.BooleanField()
    message = models.CharField(max_length=200, blank=True)
    task = models.ForeignKey(
        "fulfillment.PickTask", null=True, blank=True, on_delete=models.PROTECT, related_name="scans"
    )
    parcel = models.ForeignKey(
        "fulfillment.Parcel", null=True, blank=True, on_delete=models.PROTECT, related_name="scans"
    )
    item = models.ForeignKey(
        "fulfillment.ParcelItem", null=True, blank=True, on_delete=models.SET_NULL, related_name="scans"
    )
    actor = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["task", "id"], name="scan_task"),
            models.Index(fields=["parcel", "id"], name="scan_parcel"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
