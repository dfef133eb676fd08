"""The life of a customer's claim: opened, agreed, made good."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models
from django_fsm import transition

from core.errors import Blocker
from core.fsm import guard

if TYPE_CHECKING:
    from returns.models import Claim


class ClaimState(models.TextChoices):
    OPEN = "open", "Open"
    APPROVED = "approved", "Approved"
    RESOLVED = "resolved", "Resolved"
    DENIED = "denied", "Denied"
    CANCELED = "canceled", "Canceled"


class ClaimKind(models.TextChoices):
    DAMAGED = "damaged", "Arrived damaged"
    MISSING = "missing", "Not in the parcel"
    WRONG = "wrong", "Something else came"
    LATE = "late", "Came too late"
    LOST = "lost", "Never arrived"


ENDED_CLAIMS = (ClaimState.RESOLVED, ClaimState.DENIED, ClaimState.CANCELED)
# The customer has the goods all the same: they can be returned, and only amounts are given back for the delay.
WITHOUT_UNITS = (ClaimKind.LATE,)


@guard
def decision_is_made(claim: "Claim") -> Iterator[Blocker]:
    """Somebody said what the customer gets."""
    if claim.decided_at is None:
        yield Blocker("undecided", "nobody decided what the customer gets.", fix="Decide it.")
    elif claim.replaces and claim.replacement_id is None:
        sentence = claim.failure or "the goods are being ordered anew."
        yield Blocker("not_placed", sentence, fix="Order them again, or give the money back instead.")


@guard
def nothing_was_given(claim: "Claim") -> Iterator[Blocker]:
    """Neither money nor goods are on their way for it."""
    if claim.decided_at is not None or claim.replaces or claim.refund_id is not None:
        yield Blocker("decided", "what the customer gets was decided already.", turns_on="claim")


class ClaimMoves(models.Model):
    """Moves of Claim.state; each changes memory only."""

    class Meta:
        abstract = True

    @transition(field="state", source=ClaimState.OPEN, target=ClaimState.APPROVED, permission="returns.approve_claim")
    def approve(self, *, now: datetime) -> None:
        """It is so, and it is made good."""
        cast("Claim", self).approved_at = now

    @transition(
        field="state", source=ClaimState.APPROVED, target=ClaimState.RESOLVED, conditions=[decision_is_made],
        permission="returns.resolve_claim",
    )  # fmt: skip
    def resolve(self, *, now: datetime) -> None:
        """The customer gets what was decided."""
        claim = cast("Claim", self)
        claim.resolved_at = claim.ended_at = now

    @transition(
        field="state", source=ClaimState.RESOLVED, target=ClaimState.APPROVED, permission="returns.resolve_claim"
    )
    def reopen(self) -> None:
        """The customer does not get what was decided after all."""
        claim = cast("Claim", self)
        claim.resolved_at = claim.ended_at = None

    @transition(
        field="state", source=[ClaimState.OPEN, ClaimState.APPROVED], target=ClaimState.DENIED,
        conditions=[nothing_was_given], permission="returns.deny_claim",
    )  # fmt: skip
    def deny(self, *, now: datetime) -> None:
        """It is not made good, with the reason."""
        cast("Claim", self).ended_at = now

    @transition(
        field="state", source=[ClaimState.OPEN, ClaimState.APPROVED], target=ClaimState.CANCELED,
        conditions=[nothing_was_given], permission="returns.cancel_claim",
    )  # fmt: skip
    def cancel(self, *, now: datetime) -> None:
        """The customer asks for nothing any more."""
        cast("Claim", self).ended_at = now
