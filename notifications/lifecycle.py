"""The lives of messages and webhooks. Called by services, never by screens."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django_fsm import transition

from core.errors import Blocker
from core.fsm import guard
from notifications.statuses import DeliveryState, MessageState

if TYPE_CHECKING:
    from notifications.models import Message, WebhookDelivery

__all__ = ["SWITCHED_OFF", "DeliveryMoves", "MessageMoves"]


SWITCHED_OFF = Blocker("switched_off", "the endpoint is switched off.", "Switch it on first.")


@guard
def body_is_there(delivery: Any) -> Iterator[Blocker]:
    if not delivery.body:
        yield Blocker("body_erased", "what it said was erased with its customer, or is older than we keep it.")


@guard
def endpoint_is_on(delivery: Any) -> Iterator[Blocker]:
    if not delivery.endpoint.is_active:
        yield SWITCHED_OFF


class MessageMoves(models.Model):
    """Moves of Message.state; each changes memory only."""

    class Meta:
        abstract = True

    @transition(field="state", source=MessageState.QUEUED, target=MessageState.SENT)
    def mark_sent(self, *, now: datetime) -> None:
        """A mail server took it."""
        message = cast("Message", self)
        message.sent_at, message.error = now, ""

    @transition(field="state", source=MessageState.QUEUED, target=MessageState.FAILED)
    def fail(self, *, words: str) -> None:
        """The mail server refused it for good."""
        cast("Message", self).error = words[:400]

    @transition(field="state", source=MessageState.QUEUED, target=MessageState.SKIPPED)
    def drop(self, *, words: str) -> None:
        """It is not wanted any more: its order ended, or its address was suppressed before it went."""
        cast("Message", self).error = words[:400]


class DeliveryMoves(models.Model):
    """Moves of WebhookDelivery.state; each changes memory only."""

    class Meta:
        abstract = True

    @transition(field="state", source=DeliveryState.PENDING, target=DeliveryState.DELIVERED)
    def mark_delivered(self, *, now: datetime) -> None:
        """The receiver took it."""
        delivery = cast("WebhookDelivery", self)
        delivery.delivered_at, delivery.next_at, delivery.failures = now, None, 0

    @transition(field="state", source=DeliveryState.PENDING, target=DeliveryState.FAILED)
    def give_up(self) -> None:
        """It was called as often as the schedule says, or what it said was erased."""
        cast("WebhookDelivery", self).next_at = None

    @transition(field="state", source=DeliveryState.PENDING, target=DeliveryState.HELD)
    def hold_back(self) -> None:
        """Its endpoint is switched off."""
        cast("WebhookDelivery", self).next_at = None

    @transition(
        field="state",
        source=[DeliveryState.PENDING, DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.HELD],
        target=DeliveryState.PENDING,
        conditions=[body_is_there, endpoint_is_on],
        permission="notifications.replay_webhook",
    )
    def replay(self, *, now: datetime) -> None:
        """Send it again from the beginning of the schedule, under the same id."""
        delivery = cast("WebhookDelivery", self)
        delivery.failures, delivery.next_at = 0, now
