from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

PERCENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]


class LabelPayer(models.TextChoices):
    HOUSE = "house", "We send a label and pay it"
    DEDUCTED = "deducted", "We send a label, its fee is taken off"
    CUSTOMER = "customer", "The customer sends at own cost"


def amount_field(help_text: str) -> models.DecimalField:
    return models.DecimalField(max_digits=19, decimal_places=4, default=0, db_default=0, help_text=help_text)


class ReturnPolicy(models.Model):
    """What may come back and on which terms, for a channel, a category of goods, a country, or all of them.

    Of the policies that fit a line the most specific one counts: the one that names most of the three; of two that
    name as many, the one with the category, then the one with the country.
    """

    channel = models.ForeignKey(
        "catalog.Channel", null=True, blank=True, on_delete=models.CASCADE, related_name="return_policies",
        help_text="Empty: every channel.",
    )  # fmt: skip
    category = models.CharField(max_length=80, blank=True, help_text="The product's category. Empty: all goods.")
    country = models.CharField(max_length=2, blank=True, help_text="Where the goods went, ISO 3166. Empty: anywhere.")
    window_days = models.PositiveSmallIntegerField(
        default=30, help_text="Days after a unit's own parcel was delivered to ask for its return."
    )
    travel_days = models.PositiveSmallIntegerField(default=21, help_text="An approved return expires after this.")
    is_final_sale = models.BooleanField(default=False, help_text="These goods do not come back.")
    max_units = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of one order at most so many units of these goods come back. Empty: any."
    )
    approves_at_once = models.BooleanField(default=False, help_text="Requests within the rules need no person.")
    approves_up_to = models.DecimalField(
        max_digits=19, decimal_places=4, null=True, blank=True,
        help_text="At once only up to this worth of goods, in the channel's currency. Empty: any.",
    )  # fmt: skip
    label_payer = models.CharField(
        max_length=12, choices=LabelPayer.choices, default=LabelPayer.CUSTOMER, db_default=LabelPayer.CUSTOMER
    )
    return_shipping_fee = amount_field("Taken off once per return whose label we send at the customer's cost.")
    restocking_percent = models.DecimalField(
        max_digits=5, decimal_places=2, default=0, db_default=0, validators=PERCENT,
        help_text="Of what a unit cost the customer.",
    )  # fmt: skip
    restocking_amount = amount_field("Per unit, in the channel's currency; beside the percent.")
    credit_bonus_percent = models.DecimalField(
        max_digits=5, decimal_places=2, default=0, db_default=0, validators=PERCENT,
        help_text="On top when the customer takes store credit instead of money.",
    )  # fmt: skip

    class Meta:
        verbose_name_plural = "return policies"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "category", "country"], name="return_policy_once", nulls_distinct=False,
                violation_error_message="There is a policy for these already: change that one.",
            ),
            models.CheckConstraint(
                condition=Q(channel__isnull=False)
                | Q(return_shipping_fee=0, restocking_amount=0, approves_up_to__isnull=True),
                name="return_policy_amounts_have_currency",
                violation_error_message="Amounts are in a channel's currency: name the channel, or use percents.",
            ),
            models.CheckConstraint(
                condition=Q(
                    return_shipping_fee__gte=0, restocking_amount__gte=0, restocking_percent__range=(0, 100),
                    credit_bonus_percent__range=(0, 100),
                ),
                name="return_policy_fees_in_range",
                violation_error_message="Percentages are between 0 and 100, and fees zero or more.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        named = [str(self.channel) if self.channel_id else "", self.category, self.country]
        return " · ".join(filter(None, named)) or "Everywhere"

    def clean(self) -> None:
        self.country = self.country.strip().upper()
        if self.country and (len(self.country) != 2 or not self.country.isalpha()):
            raise ValidationError({"country": "Name the country by its two letters, such as DE."})

    @property
    def specificity(self) -> tuple[int, bool, bool]:
        """The larger the more specific; see the class."""
        named = sum((self.channel_id is not None, bool(self.category), bool(self.country)))
        return named, bool(self.category), bool(self.country)


class ReturnerRule(models.Model):
    """Who sends back so much that a person decides on every return. A customer is judged anew each time."""

    channel = models.OneToOneField(
        "catalog.Channel", null=True, blank=True, on_delete=models.CASCADE, related_name="returner_rule",
        help_text="Empty: every channel without a rule of its own.",
    )  # fmt: skip
    days = models.PositiveSmallIntegerField(default=180, help_text="Orders placed within so many days count.")
    min_orders = models.PositiveSmallIntegerField(default=3, help_text="With fewer shipped orders nobody is suspected.")
    max_percent = models.DecimalField(
        max_digits=5, decimal_places=2, default=60, validators=PERCENT,
        help_text="Above this share of units returned or announced, of all that were shipped.",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(channel=None), name="returner_rule_one_for_all",
                violation_error_message="There is a rule for every channel already: change that one.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"more than {self.max_percent.normalize():f} % of {self.days} days"
