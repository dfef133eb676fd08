from django.db import models
from django.db.models.functions import Now


class Strategy(models.TextChoices):
    COMPLETE_FROM_ONE = "complete", "Complete from one warehouse"
    FEWEST_PARCELS = "fewest", "Fewest parcels"
    PRIORITY = "priority", "Priority of the warehouse"
    DISTANCE = "distance", "Nearest first"
    COST = "cost", "Cheapest parcel first"
    CAPACITY = "capacity", "Most free capacity first"


class SourcingRule(models.Model):
    """How a channel chooses warehouses, rule by rule in order of position; the first that tells two apart decides.

    A channel without rules takes from one that has everything, else by priority.
    """

    channel = models.ForeignKey("catalog.Channel", on_delete=models.CASCADE, related_name="sourcing_rules")
    position = models.PositiveSmallIntegerField(default=1)
    strategy = models.CharField(max_length=10, choices=Strategy.choices)

    class Meta:
        ordering = ["channel_id", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["channel", "strategy"], name="sourcing_rule_unique")]

    def __str__(self) -> str:
        return self.get_strategy_display()


class SourcingDecision(models.Model):
    """Which warehouses were asked for an order, what each could give, why one was chosen and the others not.

    ``rejected_warehouse`` refused the work that led to this decision; it is never asked for the order again.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="sourcing_decisions")
    candidates = models.JSONField(default=list)
    reason = models.CharField(max_length=120)
    rejected_warehouse = models.ForeignKey(
        "inventory.Warehouse", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["order"], name="sourcing_order")]

    def __str__(self) -> str:
        return self.reason
