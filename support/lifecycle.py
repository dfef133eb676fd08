"""The life of a case: open, worked on, waiting for somebody, resolved, closed."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models
from django_fsm import transition

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

    @transition(field="state", source=list(SETTLED), target=CaseState.IN_PROGRESS, permission="support.reopen_case")
    def reopen(self, *, now: datetime) -> None:
        """It was not settled after all."""
        case = cast("Case", self)
        case.resolved_at, case.closed_at = None, None
