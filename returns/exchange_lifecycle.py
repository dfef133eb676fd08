"""The life of an exchange: asked for, agreed, paid for and waited for, on its way, done."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models
from django_fsm import transition

from core.errors import Blocker
from core.fsm import guard
from orders.statuses import FulfillmentStatus, OrderState
from returns.lifecycle import ENDED, ReturnState

if TYPE_CHECKING:
    from returns.models import Exchange


class ExchangeState(models.TextChoices):
    REQUESTED = "requested", "Requested"
    APPROVED = "approved", "Approved"
    AWAITING_PAYMENT = "awaiting_payment", "Awaiting payment"
    AWAITING_RETURN = "awaiting_return", "Awaiting the goods"
    RELEASED = "released", "Released"
    COMPLETED = "completed", "Completed"
    DENIED = "denied", "Denied"
    EXPIRED = "expired", "Goods never came"
    CANCELED = "canceled", "Canceled"


class ExchangeMode(models.TextChoices):
    """When the new goods leave."""

    HELD = "held", "When the old goods are back"
    ADVANCE = "advance", "At once, against a hold on a card"


ENDED_EXCHANGES = (
    ExchangeState.COMPLETED, ExchangeState.DENIED, ExchangeState.EXPIRED, ExchangeState.CANCELED,
)  # fmt: skip
WAITING = (
    ExchangeState.APPROVED, ExchangeState.AWAITING_PAYMENT, ExchangeState.AWAITING_RETURN, ExchangeState.RELEASED,
)  # fmt: skip
# How a return ends that brought nothing, and how one stands whose goods were judged.
NO_GOODS = (ReturnState.REJECTED, ReturnState.EXPIRED, ReturnState.CANCELED)
JUDGED = (ReturnState.RESOLVED, ReturnState.CLOSED)
ARRIVED = (FulfillmentStatus.DELIVERED, FulfillmentStatus.NOT_REQUIRED)


@guard
def new_order_is_placed(exchange: "Exchange") -> Iterator[Blocker]:
    """There is an order that can go out."""
    if exchange.replacement_id is None:
        yield Blocker(
            "not_placed", exchange.failure or "its new order is not placed yet.", fix="Place the new order again."
        )


@guard
def both_sides_are_done(exchange: "Exchange") -> Iterator[Blocker]:
    """The old goods are dealt with and the new ones arrived."""
    if exchange.rma.state not in ENDED:
        yield Blocker("return_open", f"return {exchange.rma.number} is open.", fix="Receive and settle it.")
    order = exchange.replacement
    if order is None or (order.fulfillment_status not in ARRIVED and order.state != OrderState.COMPLETED):
        yield Blocker("not_arrived", "the new goods have not arrived yet.", fix="Wait for the carrier.")


class ExchangeMoves(models.Model):
    """Moves of Exchange.state; each changes memory only."""

    class Meta:
        abstract = True

    @transition(
        field="state", source=ExchangeState.REQUESTED, target=ExchangeState.APPROVED,
        permission="returns.approve_exchange",
    )  # fmt: skip
    def approve(self, *, now: datetime, due_at: datetime) -> None:
        """The goods may come back until ``due_at`` and the new order is placed."""
        exchange = cast("Exchange", self)
        exchange.approved_at, exchange.due_at = now, due_at

    @transition(
        field="state", source=[ExchangeState.APPROVED, ExchangeState.AWAITING_RETURN],
        target=ExchangeState.AWAITING_PAYMENT, conditions=[new_order_is_placed],
    )  # fmt: skip
    def await_payment(self) -> None:
        """The customer is asked for what the new order lacks."""

    @transition(
        field="state", source=[ExchangeState.APPROVED, ExchangeState.AWAITING_PAYMENT],
        target=ExchangeState.AWAITING_RETURN, conditions=[new_order_is_placed],
    )  # fmt: skip
    def await_return(self) -> None:
        """Paid as far as it is to be; the old goods are waited for."""

    @transition(
        field="state",
        source=[ExchangeState.APPROVED, ExchangeState.AWAITING_PAYMENT, ExchangeState.AWAITING_RETURN],
        target=ExchangeState.RELEASED, conditions=[new_order_is_placed],
    )  # fmt: skip
    def release(self, *, now: datetime) -> None:
        """Nothing of the exchange keeps the new order any more."""
        cast("Exchange", self).released_at = now

    @transition(
        field="state", source=ExchangeState.RELEASED, target=ExchangeState.COMPLETED,
        conditions=[both_sides_are_done],
    )  # fmt: skip
    def complete(self, *, now: datetime) -> None:
        """Old goods back, new goods there."""
        cast("Exchange", self).ended_at = now

    @transition(
        field="state", source=ExchangeState.REQUESTED, target=ExchangeState.DENIED, permission="returns.deny_exchange"
    )
    def deny(self, *, now: datetime) -> None:
        """There will be no exchange."""
        cast("Exchange", self).ended_at = now

    @transition(field="state", source=WAITING, target=ExchangeState.EXPIRED)
    def expire(self, *, now: datetime) -> None:
        """The goods did not come in time."""
        cast("Exchange", self).ended_at = now

    @transition(
        field="state", source=[ExchangeState.REQUESTED, *WAITING], target=ExchangeState.CANCELED,
        permission="returns.cancel_exchange",
    )  # fmt: skip
    def cancel(self, *, now: datetime) -> None:
        """Called off; what was not shipped stays here, and what comes back is an ordinary return."""
        cast("Exchange", self).ended_at = now
