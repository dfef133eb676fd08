"""The life of a case: open, worked on, waiting for somebody, resolved, closed."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models
from django_fsm import transition

from core.errors import Blocker
from core.fsm import guard

if TYPE_CHECKING:
    from support.models import Case


class CaseState(models.TextChoices):
    OPEN = "open", "Open"
    IN_PROGRESS = "in_progress", "In progress"
    WAITING_CUSTOMER = "waiting_customer", "Waiting for the customer"
    WAITING_CARRIER = "waiting_carrier", "Waiting for the carrier"
    WAITING_INTERNAL = "waiting_internal", "Waiting for colleagues"
    RESOLVED = "resolved", "Resolved"
    CLOSED = "closed", "Closed"


WAITING = (CaseState.WAITING_CUSTOMER, CaseState.WAITING_CARRIER, CaseState.WAITING_INTERNAL)
WORKABLE = (CaseState.OPEN, CaseState.IN_PROGRESS, *WAITING)
SETTLED = (CaseState.RESOLVED, CaseState.CLOSED)


@guard
def not_merged(case: "Case") -> Iterator[Blocker]:
    """What was merged goes on in another case."""
    if case.merged_into_id is not None:
        yield Blocker("merged", f"it goes on in {case.merged_into}.", fix="Open that one.")


@guard
def cause_is_free(case: "Case") -> Iterator[Blocker]:
    """Of one cause at most one case is open."""
    if case.cause:
        other = type(case).objects.filter(cause=case.cause, resolved_at=None).exclude(pk=case.pk).first()
        if other is not None:
            yield Blocker("same_cause", f"{other} is open about the same.", fix="Work on that one.")


class CaseMoves(models.Model):
    """Moves of Case.state; each changes memory only."""

    class Meta:
        abstract = True

    @transition(
        field="state", source=[CaseState.OPEN, *WAITING], target=CaseState.IN_PROGRESS,
        permission="support.work_case",
    )  # fmt: skip
    def start(self, *, now: datetime) -> None:
        """Somebody works on it."""

    @transition(
        field="state", source=[CaseState.OPEN, CaseState.IN_PROGRESS], target=CaseState.WAITING_CUSTOMER,
        permission="support.work_case",
    )  # fmt: skip
    def wait_for_customer(self, *, now: datetime) -> None:
        """The customer has the next word."""

    @transition(
        field="state", source=[CaseState.OPEN, CaseState.IN_PROGRESS], target=CaseState.WAITING_CARRIER,
        permission="support.work_case",
    )  # fmt: skip
    def wait_for_carrier(self, *, now: datetime) -> None:
        """The carrier has been asked."""

    @transition(
        field="state", source=[CaseState.OPEN, CaseState.IN_PROGRESS], target=CaseState.WAITING_INTERNAL,
        permission="support.work_case",
    )  # fmt: skip
    def wait_for_colleagues(self, *, now: datetime) -> None:
        """Another team has been asked."""

    @transition(field="state", source=list(WORKABLE), target=CaseState.RESOLVED, permission="support.work_case")
    def resolve(self, *, now: datetime) -> None:
        """The customer has what they asked for, or an answer."""
        cast("Case", self).resolved_at = now

    @transition(field="state", source=CaseState.RESOLVED, target=CaseState.CLOSED, permission="support.work_case")
    def close(self, *, now: datetime) -> None:
        """Nothing more is expected."""
        cast("Case", self).closed_at = now

    @transition(field="state", source=list(WORKABLE), target=CaseState.CLOSED, permission="support.merge_case")
    def merge(self, *, now: datetime) -> None:
        """It goes on in another case."""
        case = cast("Case", self)
        case.resolved_at, case.closed_at = now, now

    @transition(
        field="state", source=list(SETTLED), target=CaseState.IN_PROGRESS, permission="support.reopen_case",
        conditions=[not_merged, cause_is_free],
    )  # fmt: skip
    def reopen(self, *, now: datetime) -> None:
        """It was not settled after all."""
        case = cast("Case", self)
        case.resolved_at, case.closed_at = None, None
