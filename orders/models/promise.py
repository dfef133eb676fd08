from django.db import models
from django.db.models.functions import Now


class PromiseCause(models.TextChoices):
    PLACED = "placed", "Order placed"
    BACKORDER_FILLED = "backorder_filled", "Goods arrived"
    SHORT_PICK = "short_pick", "Not found on the shelf"
    SUPPLY_LATE = "supply_late", "Supply late"
    RESOURCED = "resourced", "Moved to another warehouse"
    SWAPPED = "swapped", "Goods given to another order"
    CUSTOMER = "customer", "Asked by the customer"


class Promise(models.Model):
    """One row per change of a line's promised date, with its cause."""

    line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="promises")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField()
    cause = models.CharField(max_length=16, choices=PromiseCause.choices)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.to_on} ({self.cause})"
