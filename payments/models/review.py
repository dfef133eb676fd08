from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from payments.lifecycle import ReviewMoves
from payments.statuses import REVIEW_OPEN, Decision, ReviewState

FINAL = (Decision.ACCEPTED, Decision.DECLINED)


class RiskReview(ReviewMoves, StateModel):
    """An order whose score asks for a person; it stands beside the order's fraud hold until it is decided."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="risk_reviews")
    assessment = models.ForeignKey(
        "payments.RiskAssessment", on_delete=models.PROTECT, related_name="reviews",
        help_text="The latest; an edited order is assessed again.",
    )  # fmt: skip
    state = StateField(choices=ReviewState.choices, default=ReviewState.OPEN)
    opened_at = models.DateTimeField(db_default=Now())
    proof_due_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], name="review_one_open", condition=Q(state__in=REVIEW_OPEN)
            ),
            models.CheckConstraint(
                condition=Q(state__in=REVIEW_OPEN, finished_at=None)
                | (~Q(state__in=REVIEW_OPEN) & Q(finished_at__isnull=False)),
                name="review_finished_when_over",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["opened_at"], name="review_queue", condition=Q(state__in=REVIEW_OPEN)),
            models.Index(fields=["state", "-id"], name="review_state_id"),
        ]
        permissions = [
            ("ask_for_proof", "Can ask a customer for proof"),
            ("accept_order", "Can accept a suspected order"),
            ("decline_order", "Can decline a suspected order"),
        ]

    def __str__(self) -> str:
        return f"Review of {self.order}"


class RiskDecision(models.Model):
    """What a person decided, and why; kept for good, so that rules can be measured by it."""

    review = models.ForeignKey(RiskReview, on_delete=models.PROTECT, related_name="decisions")
    assessment = models.ForeignKey("payments.RiskAssessment", on_delete=models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=12, choices=Decision.choices)
    reason = models.CharField(max_length=400)
    decided_by = models.CharField(max_length=64)
    decided_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review"], name="decision_one_final", condition=Q(decision__in=FINAL)
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.get_decision_display()
