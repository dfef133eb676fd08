from django.db import models
from django.db.models import Q


class Reception(models.TextChoices):
    AWAITING = "awaiting", "Awaiting"
    RECEIVED = "received", "Received"
    SHORT = "short", "Not in the parcel"
    WRONG_ITEM = "wrong_item", "Something else came"
    LOST = "lost", "Lost on the way"


class Disposition(models.TextChoices):
    RESTOCK = "restock", "Back to the shelf"
    QUARANTINE = "quarantine", "Quarantine"
    REFURBISH = "refurbish", "Refurbish"
    SCRAP = "scrap", "Scrap"
    RETURN_TO_CUSTOMER = "return_to_customer", "Back to the customer"
    MISSING = "missing", "Missing"


CREDITED = (Disposition.RESTOCK, Disposition.QUARANTINE, Disposition.REFURBISH, Disposition.SCRAP)
# What leaves our books for nothing.
WRITTEN_OFF = (Disposition.SCRAP, Disposition.MISSING)


class ReturnLine(models.Model):
    """Units of one order line that share one fate. A line is never partial: it is split instead."""

    rma = models.ForeignKey("returns.Return", on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="return_lines")
    quantity = models.PositiveIntegerField()
    was_requested = models.BooleanField(default=True, help_text="No: it came without having been announced.")
    reception = models.CharField(max_length=12, choices=Reception.choices, default=Reception.AWAITING)
    disposition = models.CharField(max_length=20, choices=Disposition.choices, blank=True)
    warehouse = models.ForeignKey(
        "inventory.Warehouse", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Where it came in.",
    )  # fmt: skip
    restocking_percent = models.DecimalField(
        max_digits=5, decimal_places=2, default=0, db_default=0, help_text="As the policy had it when it was asked for."
    )
    restocking_amount = models.DecimalField(
        max_digits=19, decimal_places=4, default=0, db_default=0, help_text="Per unit, in the order's currency."
    )
    refunded_amount = models.DecimalField(
        max_digits=19,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Worth of the units, before fees; empty until settled.",
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="return_line_positive"),
            models.CheckConstraint(
                condition=Q(disposition="") | Q(reception=Reception.RECEIVED), name="return_line_judged_when_received"
            ),
            models.CheckConstraint(
                condition=Q(refunded_amount=None) | Q(disposition__in=CREDITED), name="return_line_credit_when_kept"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.order_line_id}"

    @property
    def waits_for_inspection(self) -> bool:
        return self.reception == Reception.RECEIVED and not self.disposition

    @property
    def is_awaited(self) -> bool:
        return self.reception == Reception.AWAITING
