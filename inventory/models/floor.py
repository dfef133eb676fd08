from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class StockScanKind(models.TextChoices):
    ARRIVAL = "arrival", "At the dock"
    CARRY = "carry", "Into a bin"
    COUNT = "count", "Counted"


class StockScan(models.Model):
    """What a scanner read while stock was received, carried or counted, right or wrong.

    The device names the scan, so a repeat counts once and gets the first answer.
    """

    client_id = models.CharField(max_length=64, unique=True)
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=StockScanKind.choices)
    code = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField(default=0)
    ok = models.BooleanField()
    message = models.CharField(max_length=300, blank=True)
    arrival = models.ForeignKey(
        "inventory.Arrival", null=True, blank=True, on_delete=models.PROTECT, related_name="scans"
    )
    line = models.ForeignKey(
        "inventory.ArrivalLine", null=True, blank=True, on_delete=models.SET_NULL, related_name="scans"
    )
    actor = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["arrival", "id"], name="stock_scan_arrival")]
        permissions = [("move_stock", "Can carry stock from bin to bin")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class PickFace(models.Model):
    """The bin a SKU is picked from: filled up to ``maximum`` from reserve bins once it falls below ``minimum``."""

    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.CASCADE, related_name="pick_faces")
    location = models.ForeignKey("inventory.Location", on_delete=models.CASCADE, related_name="pick_faces")
    minimum = models.PositiveIntegerField(help_text="With fewer units the bin is to be filled.")
    maximum = models.PositiveIntegerField(help_text="Units that fit.")

    class Meta:
        verbose_name = "pick bin"
        constraints = [
            models.UniqueConstraint(fields=["sku", "location"], name="pick_face_unique"),
            models.CheckConstraint(
                condition=Q(maximum__gte=F("minimum"), maximum__gt=0),
                name="pick_face_has_room",
                violation_error_message="“Maximum” must be above zero and not below “minimum”.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} at {self.location_id}"


class StockClass(models.TextChoices):
    A = "A", "A: the fast movers"
    B = "B", "B"
    C = "C", "C: the slow movers"


class CountRhythm(models.Model):
    """How often a building counts bins whose fastest SKU is of that class."""

    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.CASCADE, related_name="count_rhythms")
    stock_class = models.CharField(max_length=1, choices=StockClass.choices)
    every_days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "stock_class"], name="count_rhythm_unique"),
            models.CheckConstraint(
                condition=Q(every_days__gt=0),
                name="count_rhythm_positive",
                violation_error_message="“Every days” is at least 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stock_class} every {self.every_days} days"
