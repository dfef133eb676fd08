from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from orders.models.hold import HoldBlock, HoldKind, all_blocks


class ReviewKind(models.TextChoices):
    AMOUNT_ABOVE = "amount_above", "Total above an amount"
    FIRST_ORDER_ABOVE = "first_order_above", "First order of a customer above an amount"
    COUNTRY_DIFFERS = "country_differs", "Billed to another country than it ships to"
    QUANTITY_ABOVE = "quantity_above", "More units of one line than usual"
    SKU_WATCHED = "sku_watched", "Watched goods"
    POSTCODE_WRONG = "postcode_wrong", "Postal code missing or malformed"
    ADDRESS_UNUSUAL = "address_unusual", "Address unusual for its country"
    CUSTOMER_BLOCKED = "customer_blocked", "Customer is blocked"
    POSSIBLE_DUPLICATE = "possible_duplicate", "Same customer, goods and total within minutes"


class ReviewScope(models.TextChoices):
    ORDER = "order", "The whole order"
    LINE = "line", "The line"


# What each kind asks for besides its name; the others ask for nothing.
ASKS: dict[str, tuple[str, ...]] = {
    ReviewKind.AMOUNT_ABOVE: ("amount", "currency"),
    ReviewKind.FIRST_ORDER_ABOVE: ("amount", "currency"),
    ReviewKind.QUANTITY_ABOVE: ("quantity",),
    ReviewKind.POSSIBLE_DUPLICATE: ("minutes",),
}
ABOUT_LINES = (ReviewKind.QUANTITY_ABOVE, ReviewKind.SKU_WATCHED)


def _asked(kinds: tuple[str, ...], **filled: object) -> Q:
    return ~Q(kind__in=kinds) | Q(**filled)


class ReviewRule(models.Model):
    """What makes a placed order wait for a person, and how. Amounts are in the rule's currency and hold in it alone."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=ReviewKind.choices)
    channel = models.ForeignKey(
        "catalog.Channel", null=True, blank=True, on_delete=models.CASCADE, related_name="review_rules",
        help_text="Empty: every channel.",
    )  # fmt: skip
    amount = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, help_text="Orders in other currencies are not looked at.")
    quantity = models.PositiveIntegerField(null=True, blank=True, help_text="Units of one line that are still usual.")
    minutes = models.PositiveIntegerField(null=True, blank=True, help_text="How far apart the two orders may be.")
    skus = models.ManyToManyField("catalog.SKU", blank=True, verbose_name="SKUs", related_name="+")
    hold_kind = models.CharField(max_length=20, choices=HoldKind.choices, default=HoldKind.MANUAL)
    blocks = ArrayField(models.CharField(max_length=8, choices=HoldBlock.choices), default=all_blocks)
    scope = models.CharField("holds", max_length=8, choices=ReviewScope.choices, default=ReviewScope.ORDER)
    due_hours = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Somebody is to look within so many hours. Empty: no clock."
    )
    sentence = models.CharField(max_length=200, blank=True, help_text="Said with the hold, before what was found.")
    priority = models.PositiveSmallIntegerField(default=10, help_text="Lower is looked at first.")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["priority", "id"]
        constraints = [
            models.CheckConstraint(
                condition=_asked(("amount_above", "first_order_above"), amount__gt=0, currency__gt=""),
                name="review_rule_has_amount",
                violation_error_message="A rule of this kind needs an amount above zero, and its currency.",
            ),
            models.CheckConstraint(
                condition=_asked(("quantity_above",), quantity__gt=0),
                name="review_rule_has_quantity",
                violation_error_message="A rule of this kind needs a quantity above zero.",
            ),
            models.CheckConstraint(
                condition=_asked(("possible_duplicate",), minutes__gt=0),
                name="review_rule_has_minutes",
                violation_error_message="A rule of this kind needs minutes above zero.",
            ),
            models.CheckConstraint(
                condition=Q(scope="order") | Q(kind__in=("quantity_above", "sku_watched")),
                name="review_rule_line_has_line",
                violation_error_message="A rule of this kind holds the whole order: choose that as its scope.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
