from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.money import format_money
from orders.statuses import RefundTo


class WishState(models.TextChoices):
    WAITING = "waiting", "Waits for a second person"
    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Not granted"


class GoodwillWish(models.Model):
    """Goodwill above somebody's limits, until a second person decides."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="goodwill_wishes")
    case = models.ForeignKey(
        "support.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="goodwill_wishes"
    )
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    currency = models.CharField(max_length=3)
    destination = models.CharField(max_length=16, choices=RefundTo.choices, default=RefundTo.TENDERS)
    reason = models.CharField(max_length=200)
    why = models.CharField("above which limit", max_length=300)
    key = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=WishState.choices, default=WishState.WAITING)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField(db_default=Now())
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    refund = models.OneToOneField(
        "payments.Refund", null=True, blank=True, on_delete=models.PROTECT, related_name="goodwill_wish"
    )

    class Meta:
        verbose_name = "goodwill to approve"
        verbose_name_plural = "goodwill to approve"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="goodwill_wish_positive"),
            models.CheckConstraint(
                condition=Q(state=WishState.GRANTED, refund__isnull=False)
                | (~Q(state=WishState.GRANTED) & Q(refund=None)),
                name="goodwill_wish_granted_has_refund",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="goodwill_wish_state")]

    def __str__(self) -> str:
        return format_money(self.amount, self.currency)
