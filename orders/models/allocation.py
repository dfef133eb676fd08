from django.db import models
from django.db.models import F, Q


class Allocation(models.Model):
    """Units of a line that one warehouse's stock is promised to; falls as they ship.

    ``released`` of them are with the floor, ``picked`` of those in its hands.
    """

    line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="allocations")
    level = models.ForeignKey("inventory.StockLevel", on_delete=models.PROTECT, related_name="allocations")
    quantity = models.IntegerField()
    released = models.IntegerField(db_default=0, default=0)
    picked = models.IntegerField(db_default=0, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "level"], name="allocation_unique"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="allocation_not_negative"),
            models.CheckConstraint(
                condition=Q(picked__gte=0, picked__lte=F("released"), released__lte=F("quantity")),
                name="allocation_places",
            ),
        ]
        indexes = [models.Index(fields=["level"], name="allocation_open", condition=Q(quantity__gt=0))]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.line_id}"


class Backorder(models.Model):
    """Units owed and not covered, waiting in the queue of one level; falls as they are filled."""

    line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="backorders")
    level = models.ForeignKey("inventory.StockLevel", on_delete=models.PROTECT, related_name="backorders")
    quantity = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "level"], name="backorder_unique"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="backorder_not_negative"),
        ]
        indexes = [models.Index(fields=["level"], name="backorder_open", condition=Q(quantity__gt=0))]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.line_id}"
