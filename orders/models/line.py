from django.db import models
from django.db.models import F, Q

QUANTITIES = (
    "ordered",
    "unplaced",
    "allocated",
    "backordered",
    "released",
    "picked",
    "packed",
    "return_requested",
    "canceled",
    "shipped",
    "delivered",
    "lost",
    "returned",
    "claimed",
    "sent_anew",
)


def quantity_field() -> models.IntegerField:
    return models.IntegerField(default=0)


class OrderLine(models.Model):
    """Units of one SKU on an order. Amounts are for all ``ordered`` units, canceled shares beside them.

    Present quantities fall when units move on; lasting ones only grow. The checks hold always.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.PROTECT, related_name="order_lines")
    name = models.CharField(max_length=200, help_text="As it was called when ordered.")
    unit_price = models.DecimalField(max_digits=19, decimal_places=6)
    list_price = models.DecimalField(max_digits=19, decimal_places=6, null=True, blank=True)
    price_reason = models.CharField(max_length=120, blank=True)
    tax_percent = models.DecimalField(max_digits=7, decimal_places=4, default=0)
    track_stock = models.BooleanField(default=True)
    needs_shipping = models.BooleanField(default=True)
    kit = models.ForeignKey(
        "orders.OrderKit", null=True, blank=True, on_delete=models.PROTECT, related_name="lines", db_index=False,
        help_text="The kit it was sold in.",
    )  # fmt: skip
    per_kit = models.PositiveIntegerField(null=True, blank=True, help_text="Units of it that one kit needs.")

    ordered = quantity_field()
    unplaced = quantity_field()
    allocated = quantity_field()
    backordered = quantity_field()
    released = quantity_field()
    picked = quantity_field()
    packed = quantity_field()
    return_requested = quantity_field()
    canceled = quantity_field()
    shipped = quantity_field()
    delivered = quantity_field()
    lost = quantity_field()
    returned = quantity_field()
    claimed = models.IntegerField(
        default=0, db_default=0, help_text="In an open claim, or made good by one: such a unit is never returned."
    )
    sent_anew = models.IntegerField(
        default=0, db_default=0, help_text="Goods went out for these once more, for nothing: no money is owed for them."
    )

    amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    discount_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    tax_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    canceled_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    canceled_discount_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    canceled_tax_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    credited_units = models.IntegerField(default=0, db_default=0, help_text="Came back, and their worth was credited.")
    credited_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0, db_default=0)
    credited_tax_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0, db_default=0)

    original_promise_on = models.DateField(null=True, blank=True)
    promise_on = models.DateField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True, help_text="When units of it arrived last.")

    class Meta:
        ordering = ["order_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="line_position_unique"),
            models.CheckConstraint(condition=Q(**{f"{name}__gte": 0 for name in QUANTITIES}), name="line_not_negative"),
            models.CheckConstraint(
                condition=Q(ordered=F("canceled") + F("unplaced") + F("allocated") + F("backordered") + F("shipped")),
                name="line_units_accounted",
            ),
            models.CheckConstraint(
                condition=Q(packed__lte=F("picked"), picked__lte=F("released"), released__lte=F("allocated")),
                name="line_floor_ordered",
            ),
            models.CheckConstraint(condition=Q(shipped__gte=F("delivered") + F("lost")), name="line_arrivals_shipped"),
            models.CheckConstraint(
                condition=Q(shipped__gte=F("return_requested") + F("returned")), name="line_returns_shipped"
            ),
            models.CheckConstraint(
                condition=Q(shipped__gte=F("return_requested") + F("returned") + F("claimed")),
                name="line_claims_shipped",
            ),
            models.CheckConstraint(condition=Q(shipped__gte=F("sent_anew")), name="line_sent_anew_shipped"),
            models.CheckConstraint(
                condition=Q(credited_units__gte=0, credited_units__lte=F("shipped")), name="line_credits_shipped"
            ),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="line_price_not_negative"),
            models.CheckConstraint(
                condition=Q(kit=None, per_kit=None) | Q(kit__isnull=False, per_kit__gt=0), name="line_knows_its_kit"
            ),
        ]
        indexes = [
            models.Index(fields=["sku", "order"], name="line_sku_order"),
            models.Index(fields=["kit"], name="line_kit", condition=Q(kit__isnull=False)),
            models.Index(fields=["promise_on"], name="line_backordered", condition=Q(backordered__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.ordered} × {self.name}"
