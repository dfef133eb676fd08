from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from payments.lifecycle import DisputeMoves
from payments.statuses import DISPUTE_OPEN, DisputeKind, DisputeState


class Dispute(DisputeMoves, StateModel):
    """A card holder's bank asks for captured money back, or warns that it will.

    Nothing is lost when it opens: the ledger has a chargeback once the gateway says that the funds were withdrawn,
    and a reversal once they came back.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="disputes")
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="disputes")
    capture = models.ForeignKey("payments.PaymentTransaction", on_delete=models.PROTECT, related_name="disputes")
    kind = models.CharField(max_length=12, choices=DisputeKind.choices)
    state = StateField(choices=DisputeState.choices, default=DisputeState.NEEDS_RESPONSE)
    gateway = models.CharField(max_length=24)
    reference = models.CharField(max_length=64, help_text="What the gateway calls it.")
    amount = models.DecimalField(max_digits=19, decimal_places=4, help_text="What the bank asks for.")
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=80, blank=True)
    evidence_due_at = models.DateTimeField(null=True, blank=True)
    evidence = models.TextField(max_length=20_000, blank=True, help_text="What the bank was told.")
    evidence_by = models.CharField(max_length=64, blank=True)
    evidence_attempts = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="How often evidence was given; each has a key of its own at the gateway."
    )
    evidence_sent_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField("funds withdrawn at", null=True, blank=True)
    returned_at = models.DateTimeField("funds returned at", null=True, blank=True)
    opened_at = models.DateTimeField(db_default=Now())
    escalated_at = models.DateTimeField("became a chargeback at", null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "reference"], name="dispute_reference_unique"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="dispute_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(state__in=DISPUTE_OPEN, finished_at=None)
                | (~Q(state__in=DISPUTE_OPEN) & Q(finished_at__isnull=False)),
                name="dispute_finished_when_over",
            ),
        ]
        indexes = [
            models.Index(fields=["evidence_due_at"], name="dispute_due", condition=Q(state__in=DISPUTE_OPEN)),
            models.Index(fields=["state", "-id"], name="dispute_state_id"),
        ]
        permissions = [("answer_dispute", "Can answer a dispute")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"
