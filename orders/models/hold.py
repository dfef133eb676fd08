from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class HoldKind(models.TextChoices):
    FRAUD_REVIEW = "fraud_review", "Fraud review"
    ADDRESS = "address", "Address"
    PAYMENT = "payment", "Payment"
    OUT_OF_STOCK = "out_of_stock", "Out of stock"
    PRICE_CHECK = "price_check", "Price check"
    CUSTOMER_REQUEST = "customer_request", "Customer request"
    HOLD_UNTIL_DATE = "hold_until_date", "Hold until a date"
    AWAITING_RETURN = "awaiting_return", "Awaiting a return"
    EXPORT_CONTROL = "export_control", "Export control"
    MISSING_INFORMATION = "missing_information", "Missing information"
    POSSIBLE_DUPLICATE = "possible_duplicate", "Possible duplicate"
    MANUAL = "manual", "Manual"


class HoldBlock(models.TextChoices):
    CONFIRM = "confirm", "Confirm"
    RELEASE = "release", "Release"
    SHIP = "ship", "Ship"


class ReleaseCondition(models.TextChoices):
    """What ends a hold without a person; empty: a person does."""

    PAID = "paid", "When its money is secured"
    IN_STOCK = "in_stock", "When everything is in stock"
    DATE = "date", "On the date"


def all_blocks() -> list[str]:
    return [block.value for block in HoldBlock]


class OrderHold(models.Model):
    """One reason to wait. Several may stand at once; releasing one keeps the rest."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="holds")
    line = models.ForeignKey("orders.OrderLine", null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=20, choices=HoldKind.choices)
    reason = models.CharField(max_length=400, blank=True)
    blocks = ArrayField(models.CharField(max_length=8, choices=HoldBlock.choices), default=all_blocks)
    placed_by = models.CharField(max_length=64)
    placed_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True, blank=True)
    release_condition = models.CharField(max_length=24, blank=True, choices=ReleaseCondition.choices)
    released_by = models.CharField(max_length=64, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["order"], name="hold_open", condition=Q(released_at=None)),
            models.Index(fields=["kind", "due_at"], name="hold_desk", condition=Q(released_at=None)),
            models.Index(
                fields=["release_condition"],
                name="hold_conditional",
                condition=Q(released_at=None) & ~Q(release_condition=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(release_condition="date") | Q(due_at__isnull=False), name="hold_date_has_date"
            )
        ]
        permissions = [("release_hold", "Can release a hold"), ("release_fraud_hold", "Can release a fraud hold")]

    def __str__(self) -> str:
        return self.get_kind_display()
