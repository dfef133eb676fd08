from django.db import models
from django.db.models import Q


class RefundKind(models.TextChoices):
    UNITS = "units", "Goods"
    CHARGE = "charge", "Shipping and other charges"
    GOODWILL = "goodwill", "Goodwill"
    EXCESS = "excess", "Paid above what the order costs"


class RefundLine(models.Model):
    """What a part of a refund is for. Amounts are what the customer gets, in the refund's currency, tax within.

    All but ``excess`` lower what the order costs, as the money goes back.
    """

    refund = models.ForeignKey("payments.Refund", on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=10, choices=RefundKind.choices)
    order_line = models.ForeignKey(
        "orders.OrderLine", null=True, blank=True, on_delete=models.PROTECT, related_name="refund_lines"
    )
    charge = models.ForeignKey(
        "orders.OrderCharge", null=True, blank=True, on_delete=models.PROTECT, related_name="refund_lines"
    )
    units = models.PositiveIntegerField(default=0)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    tax_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, tax_amount__gte=0, tax_amount__lte=models.F("amount")),
                name="refund_line_not_negative",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind="units", order_line__isnull=False, charge=None, units__gt=0)
                    | Q(kind="charge", order_line=None, charge__isnull=False, units=0)
                    | Q(kind__in=["goodwill", "excess"], order_line=None, charge=None, units=0)
                ),
                name="refund_line_says_what_for",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
