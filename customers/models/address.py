from django.db import models
from django.db.models.functions import Lower, Now


class Address(models.Model):
    """One version of an address; never edited once an order points at it, replaced instead."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="addresses")
    name = models.CharField(max_length=160)
    company = models.CharField(max_length=160, blank=True)
    line1 = models.CharField(max_length=160)
    line2 = models.CharField(max_length=160, blank=True)
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=80, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2)
    phone = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces")

    class Meta:
        verbose_name_plural = "addresses"
        indexes = [models.Index("postal_code", Lower("line1"), name="address_place")]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.name, self.line1, f"{self.postal_code} {self.city}".strip(), self.country]))
