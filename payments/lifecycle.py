"""The lives of a refund and of late money. A payment's state is a fold, never a move."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models
from django_fsm import transition

from payments.statuses import LateState, RefundState

if TYPE_CHECKING:
    from payments.models import LateMoney, Refund


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

    @transition(
        field="state", source=[RefundState.GRANTED, RefundState.APPROVED, RefundState.FAILED],
        target=RefundState.CANCELED, permission="payments.approve_refund",
    )  # fmt: skip
    def cancel(self, *, now: datetime) -> None:
        """It was granted by mistake, or settled in another way."""
        cast("Refund", self).finished_at = now


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
