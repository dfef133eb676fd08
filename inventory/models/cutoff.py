from django.db import models


class MethodCutoff(models.Model):
    """When the truck that takes a shipping method leaves a warehouse, where it is not the warehouse's own cutoff."""

    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.CASCADE, related_name="method_cutoffs")
    method = models.ForeignKey("catalog.ShippingMethod", on_delete=models.CASCADE, related_name="+")
    cutoff_at = models.TimeField(help_text="Local time; later orders of the method leave the next working day.")

    class Meta:
        ordering = ["cutoff_at", "id"]
        constraints = [models.UniqueConstraint(fields=["warehouse", "method"], name="method_cutoff_unique")]

    def __str__(self) -> str:
        return f"{self.method} until {self.cutoff_at:%H:%M}"
