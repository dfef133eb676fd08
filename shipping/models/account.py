from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.money import format_money


class CarrierAccount(models.Model):
    """Our contract with a carrier; ``carrier`` names the adapter that speaks with it."""

    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=80)
    carrier = models.CharField(max_length=32, help_text="Which adapter speaks with this carrier.")
    tracking_url = models.CharField(
        max_length=200, blank=True, help_text="The carrier's page for customers; {number} stands for the parcel's."
    )
    priority = models.PositiveSmallIntegerField(default=10, help_text="Lower is asked first.")
    services = models.JSONField(
        default=dict, blank=True,
        help_text='Which of the carrier\'s services answer ours, as {"standard": ["ups_ground"]}. Empty: ours by name.',
    )  # fmt: skip
    options = models.JSONField(
        default=dict, blank=True,
        help_text='What the adapter must know besides, as {"account_country_code": "US"}. Nothing secret.',
    )  # fmt: skip
    sealed_credentials = models.TextField(blank=True, editable=False)
    credentials_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_active = models.BooleanField(default=True)
    is_practice = models.BooleanField(
        "for practice", default=False, db_default=False,
        help_text="Asked for practice orders alone; the carrier is the simulator.",
    )  # fmt: skip

    class Meta:
        ordering = ["priority", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_practice=False) | Q(carrier="simcarrier"),
                name="practice_account_is_simulated",
                violation_error_message="For practice only the simulated carrier (simcarrier) will do.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def services_for(self, level: str) -> list[str]:
        """The carrier's services that answer our service level; ours by name where nothing is said."""
        if not self.services:
            return [level]
        return [str(name) for name in self.services.get(level, [])]

    def tracking_link(self, tracking_number: str) -> str:
        """The carrier's own page about a parcel; empty when it has none."""
        return self.tracking_url.replace("{number}", tracking_number)


class RateQuote(models.Model):
    """What a carrier asked for one parcel in one service at one time, in the carrier's currency."""

    account = models.ForeignKey(CarrierAccount, on_delete=models.PROTECT, related_name="quotes")
    parcel = models.ForeignKey("fulfillment.Parcel", on_delete=models.PROTECT, related_name="quotes")
    service = models.CharField(max_length=64)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    currency = models.CharField(max_length=3)
    transit_days = models.PositiveSmallIntegerField(null=True, blank=True)
    quoted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "account", "service"], name="quote_unique"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="quote_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {format_money(self.amount, self.currency)}"
