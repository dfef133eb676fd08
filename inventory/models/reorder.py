from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q


class ReorderRule(models.Model):
    """When a level and what is on its way fall to ``reorder_point``, order up to ``order_up_to`` units."""

    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.CASCADE, related_name="reorder_rules")
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.CASCADE, related_name="reorder_rules")
    reorder_point = models.PositiveIntegerField()
    order_up_to = models.PositiveIntegerField()
    supplier = models.CharField(max_length=120)
    lead_days = models.PositiveSmallIntegerField(default=14)
    minimum_units = models.PositiveIntegerField(
        default=1, db_default=1, validators=[MinValueValidator(1)], help_text="The supplier's smallest order."
    )
    multiple_units = models.PositiveIntegerField(
        default=1, db_default=1, validators=[MinValueValidator(1)], help_text="The supplier sells in cases of so many."
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sku", "warehouse"], name="reorder_rule_unique"),
            models.CheckConstraint(
                condition=Q(order_up_to__gt=F("reorder_point")),
                name="reorder_rule_orders",
                violation_error_message="“Order up to” must be above “reorder point”, or nothing would be ordered.",
            ),
            models.CheckConstraint(
                condition=Q(minimum_units__gte=1, multiple_units__gte=1),
                name="reorder_rule_supplier_sizes",
                violation_error_message="“Minimum units” and “multiple units” are at least 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku.code} in {self.warehouse}, at {self.reorder_point}"


class DeliveryArea(models.Model):
    """How far an area is from a warehouse, and what a parcel to it costs; the longest prefix counts."""

    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.CASCADE, related_name="areas")
    country = models.CharField(max_length=2)
    postal_prefix = models.CharField(max_length=10, blank=True, help_text="Empty: the whole country.")
    distance_km = models.PositiveIntegerField()
    parcel_cost = models.DecimalField(max_digits=19, decimal_places=4, default=0, help_text="In the house's currency.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "country", "postal_prefix"], name="delivery_area_unique"),
            models.CheckConstraint(
                condition=Q(parcel_cost__gte=0),
                name="delivery_area_cost_not_negative",
                violation_error_message="“Parcel cost” is zero or more.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.postal_prefix}".strip()
