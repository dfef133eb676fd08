from django.db import models
from django.db.models.functions import Now


class SourcingDecision(models.Model):
    """Which warehouses were asked for an order, what each could give, and why one was chosen."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="sourcing_decisions")
    candidates = models.JSONField(default=list)
    reason = models.CharField(max_length=120)
    decided_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["order"], name="sourcing_order")]

    def __str__(self) -> str:
        return self.reason
