"""The lives of refunds, fraud reviews, disputes and late money. A payment's state is a fold, never a move."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models
from django_fsm import transition

from core.errors import Blocker
from core.fsm import guard
from payments.statuses import DISPUTE_OPEN, REVIEW_OPEN, DisputeKind, DisputeState, LateState, RefundState, ReviewState

if TYPE_CHECKING:
    from payments.models import Dispute, LateMoney, Refund, RiskReview


class RefundMoves(models.Model):
    """Moves of Refund.state; services lock, save and tell."""

    class Meta:
        abstract = True

    @transition(
        field="state", source=RefundState.GRANTED, target=RefundState.APPROVED, permission="payments.approve_refund"
    )
    def approve(self, *, by: str) -> None:
        """Somebody entitled agreed to give the money back."""
        cast("Refund", self).approved_by = by

    @transition(
        field="state", source=[RefundState.APPROVED, RefundState.FAILED], target=RefundState.REQUESTED,
        permission="payments.request_refund",
    )  # fmt: skip
    def request(self) -> None:
        """The gateway is being asked; a failed refund stays owed and may be asked for again."""

    @transition(field="state", source=RefundState.REQUESTED, target=RefundState.SUCCEEDED)
    def succeed(self, *, now: datetime) -> None:
        """The money is on its way to the customer."""
        cast("Refund", self).finished_at = now

    @transition(field="state", source=RefundState.REQUESTED, target=RefundState.FAILED)
    def fail(self, *, reason: str) -> None:
        """The gateway said no; the money is still owed."""
        cast("Refund", self).failure = reason

    @transition(field="state", source=RefundState.SUCCEEDED, target=RefundState.FAILED)
    def come_back(self, *, reason: str) -> None:
        """The customer's bank could not take the money and sent it back; it is owed again."""
        refund = cast("Refund", self)
        refund.failure, refund.finished_at = reason, None

    @transition(
        field="state", source=[RefundState.GRANTED, RefundState.APPROVED, RefundState.FAILED],
        target=RefundState.CANCELED, permission="payments.approve_refund",
    )  # fmt: skip
    def cancel(self, *, now: datetime) -> None:
        """It was granted by mistake, or settled in another way."""
        cast("Refund", self).finished_at = now


class ReviewMoves(models.Model):
    """Moves of RiskReview.state; services lock the order, save and tell."""

    class Meta:
        abstract = True

    @transition(
        field="state", source=list(REVIEW_OPEN), target=ReviewState.WAITING_PROOF, permission="payments.ask_for_proof"
    )
    def ask_proof(self, *, due_at: datetime) -> None:
        """The customer is asked to show who they are; a clock runs."""
        cast("RiskReview", self).proof_due_at = due_at

    @transition(
        field="state", source=ReviewState.WAITING_PROOF, target=ReviewState.OPEN, permission="payments.ask_for_proof"
    )
    def take_proof(self) -> None:
        """Something came; a person looks at it."""
        cast("RiskReview", self).proof_due_at = None

    @transition(
        field="state", source=list(REVIEW_OPEN), target=ReviewState.ACCEPTED, permission="payments.accept_order"
    )
    def accept(self, *, now: datetime) -> None:
        """Somebody entitled believes the customer; the order goes on."""
        cast("RiskReview", self).finished_at = now

    @transition(
        field="state", source=list(REVIEW_OPEN), target=ReviewState.DECLINED, permission="payments.decline_order"
    )
    def decline(self, *, now: datetime) -> None:
        """Somebody entitled does not; the order ends and its money is let go."""
        cast("RiskReview", self).finished_at = now

    @transition(field="state", source=list(REVIEW_OPEN), target=ReviewState.CLOSED)
    def close(self, *, now: datetime) -> None:
        """The order ended in another way; nothing is left to decide."""
        cast("RiskReview", self).finished_at = now


@guard
def is_a_warning(dispute: "Dispute") -> Iterator[Blocker]:
    """Only a warning is ours to close; a dispute ends as the bank decides."""
    if dispute.kind != DisputeKind.WARNING:
        yield Blocker("wrong_state", "the bank decides it.", fix="Send evidence and wait for the bank's word.")


@guard
def is_an_inquiry(dispute: "Dispute") -> Iterator[Blocker]:
    """Only an inquiry becomes a chargeback."""
    if dispute.kind != DisputeKind.INQUIRY:
        yield Blocker("wrong_state", "it is no inquiry.")


class DisputeMoves(models.Model):
    """Moves of Dispute.state; those without a right only record what the bank did."""

    class Meta:
        abstract = True

    @transition(field="state", source=DisputeState.NEEDS_RESPONSE, target=DisputeState.UNDER_REVIEW)
    def answer(self) -> None:
        """The bank has our evidence."""

    @transition(field="state", source="*", target=DisputeState.NEEDS_RESPONSE, conditions=[is_an_inquiry])
    def escalate(self, *, now: datetime) -> None:
        """An inquiry became a chargeback, answered, closed or not: the bank asks anew."""
        dispute = cast("Dispute", self)
        dispute.escalated_at, dispute.finished_at = now, None

    @transition(field="state", source=list(DISPUTE_OPEN), target=DisputeState.WON)
    def win(self, *, now: datetime) -> None:
        """The bank believed us."""
        cast("Dispute", self).finished_at = now

    @transition(field="state", source=list(DISPUTE_OPEN), target=DisputeState.LOST)
    def lose(self, *, now: datetime) -> None:
        """The bank believed the card holder."""
        cast("Dispute", self).finished_at = now

    @transition(field="state", source=list(DISPUTE_OPEN), target=DisputeState.CLOSED)
    def close(self, *, now: datetime) -> None:
        """It came to nothing: withdrawn, or an inquiry that was answered."""
        cast("Dispute", self).finished_at = now

    @transition(
        field="state", source=DisputeState.NEEDS_RESPONSE, target=DisputeState.CLOSED, conditions=[is_a_warning],
        permission="payments.answer_dispute",
    )  # fmt: skip
    def dismiss(self, *, now: datetime) -> None:
        """A person has looked at the warning; refunds are possible again."""
        cast("Dispute", self).finished_at = now


class LateMoneyMoves(models.Model):
    """Moves of LateMoney.state; services lock, save and tell."""

    class Meta:
        abstract = True

    @transition(field="state", source=LateState.OPEN, target=LateState.REINSTATED, permission="orders.reinstate_order")
    def reinstate(self, *, by: str, now: datetime) -> None:
        """The order lives again and the money pays it."""
        late = cast("LateMoney", self)
        late.decided_by, late.decided_at = by, now

    @transition(field="state", source=LateState.OPEN, target=LateState.GIVEN_BACK, permission="payments.request_refund")
    def give_back(self, *, by: str, now: datetime) -> None:
        """The order stays over and the money goes back to whoever paid."""
        late = cast("LateMoney", self)
        late.decided_by, late.decided_at = by, now

    @transition(field="state", source=LateState.OPEN, target=LateState.GONE)
    def run_out(self, *, now: datetime) -> None:
        """It was only reserved, and the reservation ended before anybody decided."""
        cast("LateMoney", self).decided_at = now
