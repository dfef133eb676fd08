from django.db import models
from django.db.models import Q


class Lot(models.Model):
    """A batch of one SKU: first expired, first out; a quarantined one is in nobody's reach."""

    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.PROTECT, related_name="lots")
    code = models.CharField(max_length=40)
    expires_on = models.DateField(null=True, blank=True)
    quarantined_at = models.DateTimeField(null=True, blank=True)
    quarantine_reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sku", "code"], name="lot_unique"),
            models.CheckConstraint(
                condition=~Q(code=""), name="lot_has_a_code", violation_error_message="A lot needs a code."
            ),
        ]
        indexes = [
            models.Index(fields=["expires_on"], name="lot_expiring", condition=Q(quarantined_at=None)),
        ]
        permissions = [("quarantine_lot", "Can put a lot into quarantine and back")]

    def __str__(self) -> str:
        return f"{self.code} of {self.sku_id}"
