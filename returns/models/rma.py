from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from returns.lifecycle import ENDED, ReturnMoves, ReturnState

__all__ = ["Return", "ReturnState"]


class Return(ReturnMoves, StateModel):
    """Goods of one order coming back to one warehouse. Amounts are in the order's currency."""

    number = models.CharField(max_length=24, unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="returns")
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="returns")
    state = StateField(choices=ReturnState.choices, default=ReturnState.REQUESTED)
    parcel = models.OneToOneField(
        "fulfillment.Parcel", null=True, blank=True, on_delete=models.PROTECT, related_name="bounce",
        help_text="The parcel that came back to us undelivered.",
    )  # fmt: skip
    reason = models.ForeignKey("returns.ReturnReason", on_delete=models.PROTECT, related_name="+")
    comment = models.TextField(max_length=2000, blank=True, help_text="The customer's own words.")
    decision_note = models.CharField(max_length=400, blank=True, help_text="Told to the customer.")
    carrier = models.CharField(max_length=40, blank=True)
    tracking_number = models.CharField(max_length=64, blank=True)
    request_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    requested_by = models.CharField(max_length=64)
    credited_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)

    requested_at = models.DateTimeField(db_default=Now())
    approved_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    inspected_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(credited_amount__gte=0), name="return_credit_not_negative"),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False) | (~Q(state__in=ENDED) & Q(ended_at=None)),
                name="return_ended_when_over",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="return_state_id"),
            models.Index(fields=["order"], name="return_open", condition=Q(ended_at=None)),
            models.Index(fields=["expires_at"], name="return_expires", condition=Q(state=ReturnState.APPROVED)),
        ]
        permissions = [
            ("request_return", "Can ask for a return"),
            ("override_window", "Can ask for a return after the window"),
            ("approve_return", "Can approve a return"),
            ("reject_return", "Can reject a return"),
            ("receive_return", "Can receive returned goods"),
            ("inspect_return", "Can inspect returned goods"),
            ("settle_return", "Can settle a return"),
            ("cancel_return", "Can cancel a return"),
        ]

    def __str__(self) -> str:
        return self.number
