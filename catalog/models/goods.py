from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from core.money import format_rate


class Product(models.Model):
    """What a customer sees; its SKUs are what a picker takes."""

    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    category = models.CharField(max_length=80, blank=True, db_index=True)
    image = models.ImageField(upload_to="products/", blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class SKU(models.Model):
    """One sellable, countable thing. Weights in grams, lengths in millimeters."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="skus")
    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    tax_class = models.ForeignKey("catalog.TaxClass", on_delete=models.PROTECT, related_name="+")
    weight_grams = models.PositiveIntegerField(default=0)
    length_mm = models.PositiveIntegerField(default=0)
    width_mm = models.PositiveIntegerField(default=0)
    height_mm = models.PositiveIntegerField(default=0)
    hs_code = models.CharField("HS code", max_length=12, blank=True)
    origin_country = models.CharField(max_length=2, blank=True)
    track_stock = models.BooleanField(default=True)
    needs_shipping = models.BooleanField(default=True)
    lot_tracked = models.BooleanField(default=False)
    serial_tracked = models.BooleanField(default=False)
    keep_upright = models.BooleanField(default=False)
    scan_each_up_to = models.PositiveIntegerField(
        default=5, help_text="Above this quantity one scan and a typed number will do."
    )
    backorder_limit = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: no limit; 0: none at all.")
    preorder_ships_on = models.DateField(null=True, blank=True)
    unit_cost = models.DecimalField(
        max_digits=19, decimal_places=4, null=True, blank=True, help_text="What a unit costs us. Empty: not known."
    )
    cost_currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = "SKU"
        constraints = [
            models.CheckConstraint(
                condition=Q(unit_cost=None) | (Q(unit_cost__gte=0) & ~Q(cost_currency="")),
                name="sku_cost_has_currency",
                violation_error_message="Say in which currency the cost is.",
            )
        ]
        # A scanner may send a code in either case.
        indexes = [models.Index(Upper("code"), name="sku_code_any_case")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


# An order line's price has six decimals: with more units of a part the price of a kit could not be shared exactly.
MOST_PER_KIT = 999


class SkuComponent(models.Model):
    """A part of a kit: the price stands on the kit, the stock on its parts. A SKU with parts is a kit.

    No part is a kit itself; who writes rows checks it, and no order is taken for one that is.
    """

    kit = models.ForeignKey(SKU, on_delete=models.CASCADE, related_name="components")
    sku = models.ForeignKey(SKU, verbose_name="SKU", on_delete=models.PROTECT, related_name="part_of")
    quantity = models.PositiveIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PER_KIT)],
        help_text="Units that one kit needs.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kit", "sku"], name="sku_component_unique"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="sku_component_quantity_positive",
                violation_error_message="At least one unit of a component goes into a kit.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__lte=MOST_PER_KIT),
                name="sku_component_quantity_limited",
                violation_error_message="At most 999 units of a component go into a kit.",
            ),
            models.CheckConstraint(
                condition=~Q(kit=F("sku")),
                name="sku_component_not_itself",
                violation_error_message="A kit cannot be made of itself: choose another SKU.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku_id}"


class Barcode(models.Model):
    """What a scanner reads: GTIN, UPC or a label of our own."""

    sku = models.ForeignKey(SKU, verbose_name="SKU", on_delete=models.CASCADE, related_name="barcodes")
    code = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.code


class Price(models.Model):
    """A unit price (a rate, never rounded) of one SKU in one channel, for a time.

    Of several that are valid the one that began last holds; only those in the channel's currency count.
    """

    sku = models.ForeignKey(SKU, verbose_name="SKU", on_delete=models.CASCADE, related_name="prices")
    channel = models.ForeignKey("catalog.Channel", on_delete=models.CASCADE, related_name="prices")
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=19, decimal_places=6)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sku", "channel", "currency", "valid_from"], name="price_unique"),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="price_not_negative",
                violation_error_message="The amount of a price is zero or more.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="price_validity_ordered",
                violation_error_message="“Valid to” must be later than “valid from”.",
            ),
        ]

    def __str__(self) -> str:
        return format_rate(self.amount, self.currency)


class Substitute(models.Model):
    """Another SKU a customer may agree to; lower rank is offered first."""

    sku = models.ForeignKey(SKU, verbose_name="SKU", on_delete=models.CASCADE, related_name="substitutes")
    other = models.ForeignKey(SKU, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["sku", "other"], name="substitute_unique")]

    def __str__(self) -> str:
        return f"{self.sku_id} → {self.other_id}"
