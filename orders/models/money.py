from django.db import models


class ChargeKind(models.TextChoices):
    SHIPPING = "shipping", "Shipping"
    HANDLING = "handling", "Handling"
    FEE = "fee", "Fee"
    MANUAL = "manual", "Manual charge"


class OrderCharge(models.Model):
    """Something to pay that is not goods; ``canceled_amount`` and tax tell what was taken back."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="charges")
    kind = models.CharField(max_length=10, choices=ChargeKind.choices)
    label = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    tax_percent = models.DecimalField(max_digits=7, decimal_places=4, default=0)
    tax_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    canceled_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    canceled_tax_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)

    class Meta:
        indexes = [models.Index(fields=["order"], name="charge_order")]

    def __str__(self) -> str:
        return self.label


class OrderDiscount(models.Model):
    """Less to pay, for the order or for one line; what it takes off stands on the lines, exactly."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="discounts")
    label = models.CharField(max_length=120)
    reason = models.CharField(max_length=200, blank=True)
    code = models.CharField(
        max_length=40, blank=True, default="", db_default="", help_text="A voucher's or the shop's own."
    )
    line = models.ForeignKey(
        "orders.OrderLine", null=True, blank=True, on_delete=models.CASCADE, related_name="discounts",
        help_text="Empty: the whole order.",
    )  # fmt: skip
    percent = models.DecimalField(
        max_digits=7, decimal_places=4, null=True, blank=True, help_text="What was agreed, when it was a percentage."
    )
    amount = models.DecimalField(max_digits=19, decimal_places=4)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="discount_positive")]

    def __str__(self) -> str:
        return self.label


class TenderKind(models.TextChoices):
    CARD = "card", "Card"
    TRANSFER = "transfer", "Bank transfer"
    CASH_ON_DELIVERY = "cash_on_delivery", "Cash on delivery"
    ON_ACCOUNT = "on_account", "Invoice on account"
    STORE_CREDIT = "store_credit", "Store credit"
    GIFT_CARD = "gift_card", "Gift card"
    CHECK = "check", "Check"


# What a customer already has with us: without an amount it pays as much as there is, and the next tender the rest.
CREDIT_TENDERS = (TenderKind.GIFT_CARD, TenderKind.STORE_CREDIT)


class OrderTender(models.Model):
    """How the customer chose to pay; payments makes a Payment of it. ``amount`` empty: the rest."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="tenders")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=16, choices=TenderKind.choices)
    amount = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    token = models.CharField(
        max_length=120, blank=True, help_text="A gateway's token or a gift card's fingerprint, never a number."
    )
    awaited_amount = models.DecimalField(
        max_digits=19, decimal_places=4, default=0, db_default=0,
        help_text="Goods are coming back for so much of it: credit arrives with them, a card is only held until then.",
    )  # fmt: skip

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="tender_position_unique")]

    def __str__(self) -> str:
        return self.get_kind_display()
