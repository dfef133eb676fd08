from django.db import models
from django.db.models import F, Q

from core.money import tidy


class TaxClass(models.Model):
    """Standard, reduced, zero …: what a SKU or a shipping method is taxed as."""

    code = models.SlugField(max_length=24, unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "tax classes"

    def __str__(self) -> str:
        return self.name


class TaxRate(models.Model):
    """Percent for a class in a country (and region, when given), for a time; both days count.

    The region's own rate goes before the country's; of several that are valid the one that began last holds.
    """

    tax_class = models.ForeignKey(TaxClass, on_delete=models.PROTECT, related_name="rates")
    country = models.CharField(max_length=2)
    region = models.CharField(
        max_length=40, blank=True, help_text="As addresses write it, such as CA; empty: the whole country."
    )
    percent = models.DecimalField(max_digits=7, decimal_places=4)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="The last day; empty: until a newer rate begins.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tax_class", "country", "region", "valid_from"], name="tax_rate_unique"),
            models.CheckConstraint(
                condition=Q(percent__gte=0) & Q(percent__lte=100),
                name="tax_rate_range",
                violation_error_message="The percent of a tax rate is between 0 and 100.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="tax_rate_validity_ordered",
                violation_error_message="The last day must not be before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {tidy(self.percent)} %"
