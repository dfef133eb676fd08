from django.db import models
from django.db.models.functions import Now


class MovementKind(models.TextChoices):
    RECEIPT = "receipt", "Receipt"
    SHIPMENT = "shipment", "Shipment"
    SHORT = "short", "Found short"
    ADJUSTMENT = "adjustment", "Adjustment"
    RETURN = "return", "Return received"
    SCRAP = "scrap", "Scrapped"
    COUNT = "count", "Count"
    MOVE = "move", "Move within the building"
    TRANSFER_OUT = "transfer_out", "Sent to another building"
    TRANSFER_IN = "transfer_in", "Came from another building"


class StockMovement(models.Model):
    """Append-only: one row per change of what is where. ``quantity`` is signed; Σ physical = on_hand.

    A move inside the building is two rows of kind ``move`` that cancel out. The cause is named by
    kind and reference because it may live on an upper floor.
    """

    level = models.ForeignKey("inventory.StockLevel", on_delete=models.PROTECT, related_name="movements")
    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="+")
    lot = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=MovementKind.choices)
    quantity = models.IntegerField()
    cause_kind = models.CharField(max_length=24)
    cause_reference = models.CharField(max_length=64)
    actor = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(quantity=0), name="movement_moves_something")]
        indexes = [
            models.Index(fields=["level", "at"], name="movement_level_at"),
            models.Index(fields=["cause_kind", "cause_reference"], name="movement_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity:+}"
