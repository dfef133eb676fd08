from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from core.money import format_money
from payments.lifecycle import LateMoneyMoves
from payments.statuses import LateState


class LateMoney(LateMoneyMoves, StateModel):
    """Money that came after its order was over: nothing is given back or revived before a person decided."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="late_money")
    transaction = models.OneToOneField(
        "payments.PaymentTransaction", on_delete=models.PROTECT, related_name="late_money",
        help_text="What brought it: an authorization, or a capture.",
    )  # fmt: skip
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    currency = models.CharField(max_length=3)
    state = StateField(choices=LateState.choices, default=LateState.OPEN)
    came_at = models.DateTimeField(db_default=Now())
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "late money"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="late_money_positive"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="late_money_decided_when_not_open",
            ),
        ]
        indexes = [
            models.Index(fields=["order"], name="late_money_order"),
            models.Index(fields=["came_at"], name="late_money_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{format_money(self.amount, self.currency)} came late"
