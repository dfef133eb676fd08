from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class RuleCode(models.TextChoices):
    WINDOW = "window", "Too late"
    FINAL_SALE = "final_sale", "Final sale"
    MAX_UNITS = "max_units", "Too many units"


class RuleFinding(models.Model):
    """A rule that a return breaks, in words; and who let it pass all the same, and why."""

    rma = models.ForeignKey("returns.Return", on_delete=models.PROTECT, related_name="findings")
    rule = models.CharField(max_length=12, choices=RuleCode.choices)
    sentence = models.CharField(max_length=300)
    found_at = models.DateTimeField(db_default=Now())
    overridden_at = models.DateTimeField(null=True, blank=True)
    overridden_by = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(overridden_at=None, reason="", overridden_by="")
                | (Q(overridden_at__isnull=False) & ~Q(reason="") & ~Q(overridden_by="")),
                name="return_override_has_reason",
            )
        ]

    def __str__(self) -> str:
        return self.get_rule_display()


class FeeKind(models.TextChoices):
    RESTOCKING = "restocking", "Restocking"
    RETURN_SHIPPING = "return_shipping", "Return shipping"


class ReturnFee(models.Model):
    """What is taken off a return's worth, in the order's currency; a waived fee shows what was not taken."""

    rma = models.ForeignKey("returns.Return", on_delete=models.PROTECT, related_name="fees")
    line = models.ForeignKey("returns.ReturnLine", null=True, blank=True, on_delete=models.PROTECT, related_name="fees")
    kind = models.CharField(max_length=16, choices=FeeKind.choices)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    waived_by = models.CharField(max_length=64, blank=True)
    waived_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["rma", "kind", "line"], name="return_fee_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(amount__gt=0), name="return_fee_positive"),
            models.CheckConstraint(
                condition=Q(waived_by="", waived_reason="") | (~Q(waived_by="") & ~Q(waived_reason="")),
                name="return_fee_waived_with_reason",
            ),
        ]
        permissions = [("waive_returnfee", "Can waive the fees of a return")]

    def __str__(self) -> str:
        return self.get_kind_display()
