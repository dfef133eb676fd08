from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.money import UnknownCurrency, exponent


class ExchangeRate(models.Model):
    """What one unit of ``base`` was worth in ``quote`` on a day, and who says so."""

    on = models.DateField("day")
    base = models.CharField(max_length=3, help_text="ISO 4217, such as USD.")
    quote = models.CharField(max_length=3, help_text="ISO 4217, such as EUR.")
    rate = models.DecimalField(
        max_digits=20, decimal_places=10, help_text="Units of the second currency for one of the first."
    )
    source = models.CharField(max_length=80, help_text="Who published it, such as “ECB reference rates”.")
    entered_by = models.CharField(max_length=64, blank=True, editable=False)
    entered_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["base", "quote", "on"], name="exchange_rate_unique"),
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="exchange_rate_positive",
                violation_error_message="The rate must be above zero.",
            ),
            models.CheckConstraint(
                condition=~Q(base=F("quote")),
                name="exchange_rate_of_two",
                violation_error_message="“Base” and “quote” must be two different currencies.",
            ),
        ]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate.normalize():f} {self.quote} on {self.on}"

    def clean(self) -> None:
        self.base, self.quote = self.base.upper(), self.quote.upper()
        for field in ("base", "quote"):
            try:
                exponent(getattr(self, field))
            except UnknownCurrency as error:
                raise ValidationError({field: error.message}) from error
