from django.db import models
from django.db.models import Q


class ImportedCredit(models.Model):
    """What one cancellation of an imported file gave back.

    The part that could be matched stands on an order's line or charge; ``unmatched_value`` is the
    rest, in ``currency`` and unrounded: credit that no order can account for. Both are positive
    when value went back to the customer.
    """

    row = models.OneToOneField("core.ImportRow", on_delete=models.PROTECT, related_name="credit")
    invoice = models.CharField(max_length=40, db_index=True)
    code = models.CharField(max_length=64)
    description = models.CharField(max_length=200, blank=True)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="imported_credits"
    )
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    quantity = models.IntegerField(help_text="Units of the row, positive.")
    unit_price = models.DecimalField(max_digits=19, decimal_places=6)
    line = models.ForeignKey(
        "orders.OrderLine", null=True, blank=True, on_delete=models.PROTECT, related_name="imported_credits"
    )
    charge = models.OneToOneField(
        "orders.OrderCharge", null=True, blank=True, on_delete=models.PROTECT, related_name="imported_credit"
    )
    matched_quantity = models.PositiveIntegerField(default=0)
    unmatched_value = models.DecimalField(max_digits=25, decimal_places=6, default=0)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="Empty while goods are still to come back.")
    return_id = models.BigIntegerField(null=True, blank=True, help_text="The return made of it, where there was one.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(line=None, matched_quantity=0) | Q(line__isnull=False, matched_quantity__gt=0),
                name="imported_credit_line_has_units",
            ),
            models.CheckConstraint(condition=Q(line=None) | Q(charge=None), name="imported_credit_one_match"),
        ]
        indexes = [models.Index(fields=["id"], name="imported_credit_open", condition=Q(settled_at=None))]
        verbose_name = "imported credit"

    def __str__(self) -> str:
        return f"{self.invoice} {self.code}"


class ImportedAdjustment(models.Model):
    """A change of stock named by a file of orders: found, damaged, thrown away. ``quantity`` is signed."""

    row = models.OneToOneField("core.ImportRow", on_delete=models.PROTECT, related_name="adjustment")
    invoice = models.CharField(max_length=40)
    code = models.CharField(max_length=64)
    sku = models.ForeignKey(
        "catalog.SKU", null=True, blank=True, on_delete=models.PROTECT, related_name="imported_adjustments"
    )
    remark = models.CharField(max_length=200, blank=True)
    quantity = models.IntegerField()
    value = models.DecimalField(max_digits=25, decimal_places=6, default=0)
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True, help_text="Empty when the stock was left alone.")

    class Meta:
        verbose_name = "imported stock adjustment"

    def __str__(self) -> str:
        return f"{self.invoice} {self.code} {self.quantity:+}"
