from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from inventory.lifecycle import SupplyMoves, SupplyState

__all__ = ["Supply", "SupplyLine", "SupplyState"]


class Supply(SupplyMoves, StateModel):
    """A purchase order or transfer on its way in, with the day it is expected."""

    number = models.CharField(max_length=24, unique=True)
    supplier = models.CharField(max_length=120)
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="supplies")
    state = StateField(choices=SupplyState.choices, default=SupplyState.EXPECTED)
    expected_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    received_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "supplies"
        permissions = [("receive_supply", "Can receive a supply")]

    def __str__(self) -> str:
        return self.number


class SupplyLine(models.Model):
    """Units of one SKU ordered and received so far."""

    supply = models.ForeignKey(Supply, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.PROTECT, related_name="supply_lines")
    ordered = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supply", "sku"], name="supply_line_unique"),
            models.CheckConstraint(condition=Q(ordered__gt=0), name="supply_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.ordered} × {self.sku.code}"

    @property
    def outstanding(self) -> int:
        return max(0, self.ordered - self.received)
