"""The life of a return: asked for, agreed, on its way, here, looked at, settled, closed."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models
from django_fsm import transition

from core.errors import Blocker
from core.fsm import guard
from core.money import format_money
from core.wording import units_are
from orders.lifecycle import balance_due

if TYPE_CHECKING:
    from returns.models import Return


class ReturnState(models.TextChoices):
    REQUESTED = "requested", "Requested"
    APPROVED = "approved", "Approved"
    IN_TRANSIT = "in_transit", "In transit"
    RECEIVED = "received", "Received"
    INSPECTED = "inspected", "Inspected"
    RESOLVED = "resolved", "Resolved"
    CLOSED = "closed", "Closed"
    REJECTED = "rejected", "Rejected"
    EXPIRED = "expired", "Expired"
    CANCELED = "canceled", "Canceled"


# The one way to end a return in which the customer keeps the goods that came in.
REPAIR = "repair"
ENDED = (ReturnState.CLOSED, ReturnState.REJECTED, ReturnState.EXPIRED, ReturnState.CANCELED)


@guard
def every_unit_is_judged(ret: "Return") -> Iterator[Blocker]:
    """What came in has been looked at and has a destination."""
    lines = list(ret.lines.all())
    waiting = sum(line.quantity for line in lines if line.waits_for_inspection)
    if waiting:
        yield Blocker("uninspected", f"{units_are(waiting)} not inspected yet.", fix="Inspect them.")
    awaited = sum(line.quantity for line in lines if line.is_awaited)
    if awaited:
        fix = "Receive the other box, or say that the rest does not come."
        yield Blocker("awaited", f"{units_are(awaited)} still to come.", fix=fix)


@guard
def repaired_goods_left(ret: "Return") -> Iterator[Blocker]:
    """A customer who wanted a repair has the goods again."""
    if ret.resolution == REPAIR and ret.goods_back_at is None:
        yield Blocker("goods_here", "the repaired goods are still here.", fix="Send them back to the customer.")


@guard
def money_is_back(ret: "Return") -> Iterator[Blocker]:
    """The customer has back what the order no longer costs."""
    due = balance_due(ret.order)
    if due < 0:
        text = format_money(-due, ret.order.currency)
        yield Blocker("refund_due", f"{text} is still to be given back.", fix="Wait for the refund or make it.")


class ReturnMoves(models.Model):
    """Moves of Return.state; each changes memory only."""

    class Meta:
        abstract = True

    @transition(
        field="state", source=ReturnState.REQUESTED, target=ReturnState.APPROVED, permission="returns.approve_return"
    )
    def approve(self, *, now: datetime, expires_at: datetime) -> None:
        """The goods may come back until ``expires_at``."""
        ret = cast("Return", self)
        ret.approved_at, ret.expires_at = now, expires_at

    @transition(
        field="state", source=ReturnState.REQUESTED, target=ReturnState.REJECTED, permission="returns.reject_return"
    )
    def reject(self, *, now: datetime) -> None:
        """The goods are not taken back."""
        cast("Return", self).ended_at = now

    @transition(
        field="state", source=ReturnState.APPROVED, target=ReturnState.IN_TRANSIT, permission="returns.receive_return"
    )
    def send(self, *, now: datetime) -> None:
        """The customer handed the goods to a carrier."""
        cast("Return", self).sent_at = now

    @transition(
        field="state",
        source=[ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.IN_TRANSIT],
        target=ReturnState.RECEIVED,
        permission="returns.receive_return",
    )
    def receive(self, *, now: datetime) -> None:
        """The goods are in the building, announced or not."""
        cast("Return", self).received_at = now

    @transition(
        field="state", source=ReturnState.RECEIVED, target=ReturnState.RECEIVED, permission="returns.receive_return"
    )
    def receive_more(self, *, now: datetime) -> None:
        """Another box of it came."""

    @transition(
        field="state", source=ReturnState.RECEIVED, target=ReturnState.INSPECTED,
        conditions=[every_unit_is_judged], permission="returns.inspect_return",
    )  # fmt: skip
    def inspect(self, *, now: datetime) -> None:
        """Every unit has a grade and a destination."""
        cast("Return", self).inspected_at = now

    @transition(
        field="state", source=ReturnState.INSPECTED, target=ReturnState.RESOLVED, permission="returns.settle_return"
    )
    def resolve(self, *, now: datetime) -> None:
        """What the goods were worth is credited to the order."""
        cast("Return", self).resolved_at = now

    @transition(
        field="state", source=ReturnState.RESOLVED, target=ReturnState.CLOSED,
        conditions=[money_is_back, repaired_goods_left], permission="returns.settle_return",
    )  # fmt: skip
    def close(self, *, now: datetime) -> None:
        """Nothing about it is open any more."""
        ret = cast("Return", self)
        ret.closed_at = ret.ended_at = now

    @transition(
        field="state", source=[ReturnState.APPROVED, ReturnState.IN_TRANSIT], target=ReturnState.EXPIRED,
        permission="returns.cancel_return",
    )  # fmt: skip
    def expire(self, *, now: datetime) -> None:
        """The goods never came."""
        cast("Return", self).ended_at = now

    @transition(
        field="state",
        source=[ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.IN_TRANSIT],
        target=ReturnState.CANCELED,
        permission="returns.cancel_return",
    )
    def cancel(self, *, now: datetime) -> None:
        """The customer keeps the goods."""
        cast("Return", self).ended_at = now
