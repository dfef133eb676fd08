from django.db import models


class ServiceLevel(models.TextChoices):
    STANDARD = "standard", "Standard"
    EXPRESS = "express", "Express"
    EXPEDITED = "expedited", "Expedited"
    PICKUP = "pickup", "Pickup at the counter"


class ShippingMethod(models.Model):
    """How goods travel; ``service`` is what a carrier is asked for."""

    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=80)
    service = models.CharField(max_length=12, choices=ServiceLevel.choices, default=ServiceLevel.STANDARD)
    tax_class = models.ForeignKey("catalog.TaxClass", on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class ShippingRate(models.Model):
    """Price and transit days of a method to a country in a channel; an empty country is everywhere else."""

    method = models.ForeignKey(ShippingMethod, on_delete=models.CASCADE, related_name="rates")
    channel = models.ForeignKey("catalog.Channel", on_delete=models.CASCADE, related_name="shipping_rates")
    country = models.CharField(max_length=2, blank=True)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    free_from = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    transit_days = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["method", "channel", "country"], name="shipping_rate_unique"),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0),
                name="shipping_rate_not_negative",
                violation_error_message="The amount of a shipping rate is zero or more.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method_id} {self.country or 'elsewhere'}"
