from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from orders.statuses import RefundTo
from payments.lifecycle import RefundMoves
from payments.statuses import RefundState


class Refund(RefundMoves, StateModel):
    """Money owed back to a customer. Granting and executing are two rights; a failed one stays owed."""

    number = models.CharField(max_length=24, unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="refunds")
    state = StateField(choices=RefundState.choices, default=RefundState.GRANTED)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    currency = models.CharField(max_length=3)
    destination = models.CharField(
        max_length=12, choices=RefundTo.choices, default=RefundTo.TENDERS, help_text="Where the money goes."
    )
    reason = models.CharField(max_length=200)
    cause_kind = models.CharField(max_length=24, blank=True, help_text="Such as “return”; no key upward.")
    cause_reference = models.CharField(max_length=64, blank=True)
    granted_by = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=64, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive")]
        indexes = [
            models.Index(fields=["order"], name="refund_order"),
            models.Index(
                fields=["id"], name="refund_open", condition=Q(state__in=["granted", "approved", "requested", "failed"])
            ),
        ]
        permissions = [
            ("grant_refund", "Can grant a refund"),
            ("approve_refund", "Can approve a refund"),
            ("request_refund", "Can have a refund paid"),
        ]

    def __str__(self) -> str:
        return self.number


class RefundAllocation(models.Model):
    """Which payment gives back which part; its transaction is the ledger's row."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="allocations")
    transaction = models.OneToOneField(
        "payments.PaymentTransaction", on_delete=models.PROTECT, related_name="refund_allocation"
    )
    amount = models.DecimalField(max_digits=19, decimal_places=4)

    def __str__(self) -> str:
        return f"{self.amount} of {self.refund_id}"
