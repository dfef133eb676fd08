from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class ReturnReceipt(models.Model):
    """One box being checked in at one warehouse: of a return, or of an order nobody announced a return for."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="return_receipts")
    rma = models.ForeignKey(
        "returns.Return", null=True, blank=True, on_delete=models.PROTECT, related_name="receipts",
        help_text="Empty until a box that nobody announced is booked.",
    )  # fmt: skip
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="return_receipts")
    opened_by = models.CharField(max_length=64)
    opened_at = models.DateTimeField(db_default=Now())
    booked_by = models.CharField(max_length=64, blank=True)
    booked_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "rma", "warehouse"], name="return_receipt_open_once", nulls_distinct=False,
                condition=Q(booked_at=None, given_up_at=None),
            ),
            models.CheckConstraint(
                condition=Q(booked_at=None) | Q(rma__isnull=False, given_up_at=None), name="return_receipt_booked_once"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"box {self.pk}"


class ReceiptScan(models.Model):
    """Units of one SKU scanned out of a box; a scan that is sent twice counts once."""

    receipt = models.ForeignKey(ReturnReceipt, on_delete=models.PROTECT, related_name="scans")
    scan_id = models.CharField(max_length=64, unique=True)
    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=120, help_text="As it was read.")
    quantity = models.PositiveIntegerField()
    scanned_by = models.CharField(max_length=64)
    scanned_at = models.DateTimeField(db_default=Now())
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="receipt_scan_positive")]
        indexes = [models.Index(fields=["receipt"], name="receipt_scan_box")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.code}"


class StrayFate(models.TextChoices):
    OPEN = "", "To be decided"
    KEPT = "kept", "Into our stock, in quarantine"
    SENT_BACK = "sent_back", "Sent back to the customer"


class StrayItem(models.Model):
    """Goods in the box that do not belong to the order; nothing is booked before somebody decides."""

    rma = models.ForeignKey("returns.Return", on_delete=models.PROTECT, related_name="strays")
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.SKU", verbose_name="SKU", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    fate = models.CharField(max_length=12, choices=StrayFate.choices, blank=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="stray_positive"),
            models.CheckConstraint(
                condition=Q(fate="", decided_at=None) | (~Q(fate="") & Q(decided_at__isnull=False)),
                name="stray_decided_when_fated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"
