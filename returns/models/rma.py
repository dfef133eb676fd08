from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from returns.lifecycle import ENDED, ReturnMoves, ReturnState
from returns.models.policy import LabelPayer

__all__ = ["Resolution", "Return", "ReturnState"]


class Resolution(models.TextChoices):
    """What the customer gets for goods that come back."""

    REFUND = "refund", "Money back"
    STORE_CREDIT = "store_credit", "Store credit"
    EXCHANGE = "exchange", "Exchange"
    REPAIR = "repair", "Repair"


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
    resolution = models.CharField(
        max_length=12, choices=Resolution.choices, default=Resolution.REFUND, db_default=Resolution.REFUND
    )
    is_blind = models.BooleanField(
        default=False, db_default=False, help_text="It came to the dock without having been announced."
    )
    comment = models.TextField(max_length=2000, blank=True, help_text="The customer's own words.")
    decision_note = models.CharField(max_length=400, blank=True, help_text="Told to the customer.")
    carrier = models.CharField(max_length=40, blank=True)
    tracking_number = models.CharField(max_length=64, blank=True)
    request_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    requested_by = models.CharField(max_length=64)
    label_payer = models.CharField(
        max_length=12, choices=LabelPayer.choices, default=LabelPayer.CUSTOMER, db_default=LabelPayer.CUSTOMER
    )
    shipping_fee = models.DecimalField(
        "return shipping fee", max_digits=19, decimal_places=4, default=0, db_default=0,
        help_text="As the policy had it when it was asked for.",
    )  # fmt: skip
    bonus_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0, db_default=0)
    travel_days = models.PositiveSmallIntegerField(default=21, db_default=21)
    credited_amount = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    bonus_amount = models.DecimalField(
        max_digits=19, decimal_places=4, default=0, db_default=0, help_text="Store credit on top of its worth."
    )

    requested_at = models.DateTimeField(db_default=Now())
    approved_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    inspected_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    goods_back_at = models.DateTimeField(null=True, blank=True, help_text="Repaired goods left for their customer.")
    closed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(credited_amount__gte=0, bonus_amount__gte=0), name="return_credit_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False) | (~Q(state__in=ENDED) & Q(ended_at=None)),
                name="return_ended_when_over",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="return_state_id"),
            models.Index(fields=["order"], name="return_open", condition=Q(ended_at=None)),
            models.Index(fields=["tracking_number"], name="return_tracking"),
            models.Index(fields=["expires_at"], name="return_expires", condition=Q(state=ReturnState.APPROVED)),
        ]
        permissions = [
            ("request_return", "Can ask for a return"),
            ("override_window", "Can take goods back after the window"),
            ("override_final_sale", "Can take back what is a final sale"),
            ("override_max_units", "Can take back more units than the policy allows"),
            ("approve_return", "Can approve a return"),
            ("reject_return", "Can reject a return"),
            ("receive_return", "Can receive returned goods"),
            ("inspect_return", "Can inspect returned goods"),
            ("settle_return", "Can settle a return"),
            ("cancel_return", "Can cancel a return"),
            ("label_return", "Can ask for a return label"),
        ]

    def __str__(self) -> str:
        return self.number
