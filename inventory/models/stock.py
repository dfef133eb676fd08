from django.db import models
from django.db.models import F, Q


class StockLevel(models.Model):
    """What one warehouse has of one SKU, in units.

    Available to new orders = on_hand − unavailable − allocated − reserved − backordered.
    """

    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.PROTECT, related_name="levels")
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="levels")
    on_hand = models.IntegerField(default=0)
    unavailable = models.IntegerField(default=0)
    allocated = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    backordered = models.IntegerField(default=0)
    shortfall = models.IntegerField(default=0)
    shortfall_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sku", "warehouse"], name="level_unique"),
            models.CheckConstraint(
                condition=Q(on_hand__gte=0, unavailable__gte=0, allocated__gte=0, reserved__gte=0)
                & Q(backordered__gte=0, shortfall__gte=0),
                name="level_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(on_hand__gte=F("allocated") + F("unavailable") - F("shortfall")), name="level_covers_claims"
            ),
        ]
        indexes = [models.Index(fields=["warehouse", "sku"], name="level_warehouse_sku")]

    def __str__(self) -> str:
        return f"{self.sku.code} in {self.warehouse}"

    @property
    def available(self) -> int:
        return self.on_hand - self.unavailable - self.allocated - self.reserved - self.backordered


class BinStock(models.Model):
    """Units of one SKU (and lot) at one location; sums to the level."""

    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.PROTECT, related_name="bins")
    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="stock")
    lot = models.CharField(max_length=40, blank=True)
    quantity = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sku", "location", "lot"], name="bin_stock_unique"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="bin_stock_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku.code} at {self.location.code}"
