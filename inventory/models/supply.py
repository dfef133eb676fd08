from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from inventory.lifecycle import SupplyMoves, SupplyState

__all__ = ["Supply", "SupplyKind", "SupplyLine", "SupplyState"]


class SupplyKind(models.TextChoices):
    PURCHASE = "purchase", "Purchase order"
    TRANSFER = "transfer", "Transfer"


class Supply(SupplyMoves, StateModel):
    """A purchase order or transfer on its way in, with the day it is expected.

    A transfer comes from ``origin``, a building of ours, and is a draft until it is sent.
    """

    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=10, choices=SupplyKind.choices, default=SupplyKind.PURCHASE)
    supplier = models.CharField(max_length=120)
    origin = models.ForeignKey(
        "inventory.Warehouse", null=True, blank=True, on_delete=models.PROTECT, related_name="transfers_out"
    )
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="supplies")
    state = StateField(choices=SupplyState.choices, default=SupplyState.EXPECTED)
    expected_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "supplies"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=SupplyKind.PURCHASE, origin=None)
                | (Q(kind=SupplyKind.TRANSFER, origin__isnull=False) & ~Q(origin=F("warehouse"))),
                name="supply_transfers_have_an_origin",
                violation_error_message="A transfer needs an origin, not its own warehouse; a purchase has none.",
            ),
        ]
        permissions = [("receive_supply", "Can receive a supply"), ("send_transfer", "Can send a transfer")]

    def __str__(self) -> str:
        return self.number


class SupplyLine(models.Model):
    """Units of one SKU ordered and received so far; of a transfer also those sent, and those lost on the way."""

    supply = models.ForeignKey(Supply, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.PROTECT, related_name="supply_lines")
    ordered = models.PositiveIntegerField()
    sent = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supply", "sku"], name="supply_line_unique"),
            models.CheckConstraint(
                condition=Q(ordered__gt=0),
                name="supply_line_positive",
                violation_error_message="At least one unit of each SKU is ordered.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ordered} × {self.sku.code}"

    @property
    def outstanding(self) -> int:
        """Units that may still come."""
        return max(0, self.ordered - self.received - self.lost)
