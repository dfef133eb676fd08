from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from inventory.models.planning import DemandClass


class DemandForecast(models.Model):
    """What one warehouse will be asked for of one SKU, by week; the latest reckoning.

    ``history`` and ``future`` are units per week, oldest first, ``history`` from ``first_week`` on.
    """

    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.CASCADE, related_name="forecasts")
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.CASCADE, related_name="forecasts")
    run = models.ForeignKey("inventory.ForecastRun", on_delete=models.PROTECT, related_name="forecasts")
    demand_class = models.CharField(max_length=12, choices=DemandClass.choices)
    adi = models.FloatField("ADI", null=True, help_text="Weeks between two weeks with demand.")
    cv2 = models.FloatField("CV²", null=True, help_text="Squared variation of the sizes.")
    method = models.CharField(max_length=24)
    first_week = models.DateField()
    history = models.JSONField(default=list)
    future = models.JSONField(default=list)
    weekly = models.FloatField(help_text="Units per week that are expected.")
    error = models.FloatField(help_text="Root mean square of the errors one week ahead, in units.")
    mase = models.FloatField("MASE", null=True, help_text="Mean absolute error against a naive forecast; 1: as good.")
    last_demand_on = models.DateField(null=True, help_text="Monday of the last week with demand.")
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sku", "warehouse"], name="forecast_unique")]

    def __str__(self) -> str:
        return f"{self.weekly:.1f} a week of {self.sku_id}"


class AdviceStatus(models.TextChoices):
    ORDER = "order", "Order now"
    ENOUGH = "enough", "Enough"
    OVERSTOCK = "overstock", "Too much"
    DEAD = "dead", "Dead stock"


class LeadSource(models.TextChoices):
    MEASURED = "measured", "Measured from supplies"
    RULE = "rule", "The reorder rule's"
    POLICY = "policy", "The planning policy's"


class ReplenishmentAdvice(models.Model):
    """When to order a SKU for a warehouse again and how much, with everything it was reckoned from.

    Money is in ``currency``, the SKU's cost currency; without a known cost there is none.
    """

    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.CASCADE, related_name="advice")
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.CASCADE, related_name="advice")
    run = models.ForeignKey("inventory.ForecastRun", on_delete=models.PROTECT, related_name="advice")
    status = models.CharField(max_length=10, choices=AdviceStatus.choices)
    abc = models.CharField("ABC", max_length=1, blank=True, help_text="By yearly value. Empty: its cost is not known.")
    xyz = models.CharField("XYZ", max_length=1, blank=True, help_text="By how evenly it is asked for.")
    demand_class = models.CharField(max_length=12, choices=DemandClass.choices)
    weekly = models.FloatField()
    lead_days = models.FloatField()
    lead_spread = models.FloatField(help_text="Standard deviation of the lead time, in days.")
    lead_source = models.CharField(max_length=10, choices=LeadSource.choices)
    service_level = models.DecimalField(max_digits=5, decimal_places=2)
    safety_stock = models.PositiveIntegerField()
    reorder_point = models.PositiveIntegerField()
    order_quantity = models.PositiveIntegerField()
    order_up_to = models.PositiveIntegerField()
    projected = models.IntegerField(help_text="Available with what comes, when this was reckoned.")
    excess = models.PositiveIntegerField(default=0, help_text="Units beyond the longest sensible cover.")
    excess_value = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    yearly_value = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    supplier = models.CharField(max_length=120, blank=True)
    differs = models.BooleanField(default=False, help_text="The reorder rule says otherwise, or there is none.")
    inputs = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "replenishment advice"
        constraints = [
            models.UniqueConstraint(fields=["sku", "warehouse"], name="advice_unique"),
            models.CheckConstraint(condition=Q(order_up_to__gt=F("reorder_point")), name="advice_orders_something"),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="advice_status")]
        permissions = [("follow_advice", "Can take advice into reorder rules and have goods planned anew")]

    def __str__(self) -> str:
        return f"{self.sku.code} in {self.warehouse}"


class AdviceAct(models.TextChoices):
    ACCEPTED = "accepted", "Taken into the rule"
    ORDERED = "ordered", "Ordered"


class AdviceDecision(models.Model):
    """What a person did with advice, append-only: the rule before and after, or what was ordered. Once per ``key``."""

    advice = models.ForeignKey(ReplenishmentAdvice, on_delete=models.CASCADE, related_name="decisions")
    act = models.CharField(max_length=10, choices=AdviceAct.choices)
    key = models.CharField(max_length=64)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    supply = models.ForeignKey("inventory.Supply", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.CharField(max_length=64)
    decided_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["advice", "act", "key"], name="advice_decided_once")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.decided_at:%-d %b}"
