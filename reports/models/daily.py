"""What happened on one business day, summed up. Every row can be worked out again from the books at any time."""

from django.db import models

from reports.models.summaries import now_field


def amount() -> models.DecimalField:
    """In the currency of the row."""
    return models.DecimalField(max_digits=21, decimal_places=4, default=0)


class DailySales(models.Model):
    """Orders *placed* on a day in the channel's time zone, as agreed: what was called off later is not taken off.

    ``kept_total`` and ``lost_orders`` alone tell what became of them since; they move when an old order changes.
    """

    day = models.DateField()
    channel = models.ForeignKey("catalog.Channel", on_delete=models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3)
    country = models.CharField(max_length=2, blank=True, help_text="Where it is sent; empty: nowhere.")
    orders = models.PositiveIntegerField(default=0)
    historical_orders = models.PositiveIntegerField(default=0, help_text="Of them, taken over from another system.")
    lost_orders = models.PositiveIntegerField(default=0, help_text="Of them, canceled or expired by now.")
    units = models.BigIntegerField(default=0)
    gross = amount()
    discounts = amount()
    shipping = amount()
    charges = amount()
    tax = amount()
    net = amount()
    total = amount()
    kept_total = amount()
    computed_at = now_field()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "day", "currency", "country"], name="daily_sales_unique")
        ]
        indexes = [models.Index(fields=["day"], name="daily_sales_day")]
        verbose_name_plural = "daily sales"
        permissions = [("view_reports", "Can read the reports"), ("view_margin", "Can read costs and margins")]

    def __str__(self) -> str:
        return f"{self.day}: {self.orders} orders"


class DailySku(models.Model):
    """Units of one SKU in orders *placed* on a day; ``kept`` is what is left of them by now."""

    day = models.DateField()
    channel = models.ForeignKey("catalog.Channel", on_delete=models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3)
    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.CASCADE, related_name="+")
    orders = models.PositiveIntegerField(default=0)
    units = models.BigIntegerField(default=0)
    gross = amount()
    discounts = amount()
    tax = amount()
    net = amount()
    kept_units = models.BigIntegerField(default=0)
    kept_net = amount()
    computed_at = now_field()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "day", "currency", "sku"], name="daily_sku_unique")]
        indexes = [
            models.Index(fields=["day"], name="daily_sku_day"),
            models.Index(fields=["sku", "day"], name="daily_sku_sku_day"),
        ]
        verbose_name = "daily sales of a SKU"
        verbose_name_plural = "daily sales of SKUs"

    def __str__(self) -> str:
        return f"{self.day}: {self.units} units"


class DailyReversals(models.Model):
    """What was called off and given back *on* a day, whenever the orders were placed."""

    day = models.DateField()
    channel = models.ForeignKey("catalog.Channel", on_delete=models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3)
    country = models.CharField(max_length=2, blank=True)
    canceled_orders = models.PositiveIntegerField(default=0)
    canceled_units = models.BigIntegerField(default=0)
    canceled_value = amount()
    refunds = models.PositiveIntegerField(default=0)
    refunded = amount()
    computed_at = now_field()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "day", "currency", "country"], name="daily_reversals_unique")
        ]
        indexes = [models.Index(fields=["day"], name="daily_reversals_day")]
        verbose_name_plural = "daily reversals"

    def __str__(self) -> str:
        return f"{self.day}: {self.canceled_orders} canceled"


class DailyParcels(models.Model):
    """Parcels that left a warehouse on a day of its own clock. No account: left without a label of ours."""

    day = models.DateField()
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(
        "shipping.CarrierAccount", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    service = models.CharField(max_length=64, blank=True)
    currency = models.CharField(max_length=3, blank=True, help_text="Of what the labels cost.")
    parcels = models.PositiveIntegerField(default=0)
    units = models.BigIntegerField(default=0)
    label_cost = amount()
    computed_at = now_field()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["warehouse", "day", "account", "service", "currency"], name="daily_parcels_unique",
                nulls_distinct=False,
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["day"], name="daily_parcels_day")]
        verbose_name_plural = "daily parcels"

    def __str__(self) -> str:
        return f"{self.day}: {self.parcels} parcels"
