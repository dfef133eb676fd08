from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Upper


class VoucherKind(models.TextChoices):
    PERCENT = "percent", "Percent off the goods"
    FIXED = "fixed", "Amount off the goods"
    FREE_SHIPPING = "free_shipping", "Free shipping"


class Voucher(models.Model):
    """A code that makes an order cheaper. Codes are unique, whatever their case; no channel means every channel.

    ``used_count`` is how many living orders have redeemed it, written under the row's lock by services alone.
    """

    code = models.CharField(max_length=40, help_text="What the customer types; large and small letters are the same.")
    name = models.CharField(max_length=120, help_text="What the order and the mails call the discount.")
    kind = models.CharField(max_length=16, choices=VoucherKind.choices, default=VoucherKind.PERCENT)
    percent = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    amount = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, help_text="Of the amount and of the minimum.")
    minimum = models.DecimalField(
        "minimum of goods", max_digits=19, decimal_places=4, default=Decimal(0),
        help_text="What the goods must cost at least, other discounts taken off.",
    )  # fmt: skip
    valid_from = models.DateTimeField(db_default=Now())
    valid_to = models.DateTimeField(null=True, blank=True)
    max_uses = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: as often as anybody likes.")
    max_uses_per_customer = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: without limit.")
    used_count = models.PositiveIntegerField(default=0, editable=False)
    channels = models.ManyToManyField("catalog.Channel", blank=True, related_name="vouchers", help_text="None: all.")
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="vouchers",
        help_text="Only this customer may redeem it.",
    )  # fmt: skip
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Upper("code"), name="voucher_code_unique", violation_error_message="This code exists already."
            ),
            models.CheckConstraint(
                condition=Q(kind="percent", percent__isnull=False, percent__gt=0, percent__lte=100, amount=None)
                | Q(kind="fixed", amount__isnull=False, amount__gt=0, percent=None)
                | Q(kind="free_shipping", percent=None, amount=None),
                name="voucher_kind_has_its_value",
                violation_error_message=(
                    "Give a percentage up to 100 or an amount above 0, as the kind says; free shipping has neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=0) & (~Q(currency="") | Q(minimum=0, amount=None)),
                name="voucher_amounts_have_a_currency",
                violation_error_message="An amount or a minimum needs its currency, and a minimum is not negative.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="voucher_validity_ordered",
                violation_error_message="It must end after it begins.",
            ),
            # The last wall: services refuse before, with the reason.
            models.CheckConstraint(
                condition=Q(max_uses=None) | Q(used_count__lte=F("max_uses")),
                name="voucher_used_within_its_limit",
                violation_error_message="More orders have redeemed it already; the limit cannot be lower.",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class VoucherRedemption(models.Model):
    """A voucher on an order. Counted while ``redeemed_at`` is set and ``given_back_at`` is not."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="redemptions")
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="redemptions")
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    amount = models.DecimalField(
        max_digits=19, decimal_places=4, default=0, help_text="What it took off goods or shipping when priced."
    )
    redeemed_at = models.DateTimeField(null=True, blank=True, help_text="Empty while the order is a draft.")
    given_back_at = models.DateTimeField(null=True, blank=True, help_text="When the order was canceled or expired.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voucher", "order"], name="voucher_once_per_order")]
        indexes = [models.Index(fields=["customer", "voucher"], name="redemption_customer")]

    def __str__(self) -> str:
        return f"{self.voucher} on {self.order}"
