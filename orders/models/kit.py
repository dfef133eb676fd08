from django.db import models
from django.db.models import Q

from orders.models.order import amount_field


class OrderKit(models.Model):
    """A kit as it was sold. Its units and its money stand on the lines of its components, which name it.

    ``unit_price`` is what was asked for one kit, ``amount`` what all ``quantity`` cost before discounts: the sum of
    its lines. Kits called off are read from the lines, as ``OrderLine.canceled`` in units of ``per_kit``.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="kits")
    position = models.PositiveSmallIntegerField(help_text="Of its first line.")
    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=64, help_text="As it was when ordered.")
    name = models.CharField(max_length=200, help_text="As it was called when ordered.")
    quantity = models.PositiveIntegerField()
    unit_price = models.DecimalField(max_digits=19, decimal_places=6)
    list_price = models.DecimalField(max_digits=19, decimal_places=6, null=True, blank=True)
    price_reason = models.CharField(max_length=120, blank=True)
    amount = amount_field()

    class Meta:
        ordering = ["order_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="kit_position_unique"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="kit_quantity_positive"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="kit_price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"
