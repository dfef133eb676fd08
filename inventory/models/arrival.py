from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from inventory.lifecycle import ArrivalMoves, ArrivalState

__all__ = ["Arrival", "ArrivalLine", "ArrivalState"]


class Arrival(ArrivalMoves, StateModel):
    """One delivery at the dock, checked unit by unit against its supply and then booked in one commit.

    While it is open nothing of it is on the books; several people may scan into it at once.
    """

    supply = models.ForeignKey("inventory.Supply", on_delete=models.PROTECT, related_name="arrivals")
    state = StateField(choices=ArrivalState.choices, default=ArrivalState.OPEN)
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = models.CharField(max_length=64)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supply"], name="arrival_one_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"Arrival {self.pk} of {self.supply_id}"


class ArrivalLine(models.Model):
    """Units of one SKU, lot and serial that were scanned; ``is_left`` units stay with the driver."""

    arrival = models.ForeignKey(Arrival, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.PROTECT, related_name="+")
    lot = models.CharField(max_length=40, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    serial = models.CharField(max_length=40, blank=True)
    units = models.PositiveIntegerField()
    is_left = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["arrival", "sku", "lot", "serial"], name="arrival_line_unique"),
            models.CheckConstraint(condition=Q(serial="") | Q(units__lte=1), name="arrival_line_one_per_serial"),
        ]
        indexes = [models.Index(fields=["sku", "serial"], name="arrival_serial", condition=~Q(serial=""))]

    def __str__(self) -> str:
        return f"{self.units} × {self.sku_id}"
