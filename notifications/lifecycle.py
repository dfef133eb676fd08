"""The life of a message. Called by services, never by screens."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import models
from django_fsm import transition

from notifications.statuses import MessageState

if TYPE_CHECKING:
    from notifications.models import Message

__all__ = ["MessageMoves"]


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

    @transition(
        field="state", source=MessageState.FAILED, target=MessageState.QUEUED,
        permission="notifications.resend_message",
    )  # fmt: skip
    def resend(self, *, to: str) -> None:
        """Try again, perhaps to a corrected address."""
        message = cast("Message", self)
        message.to, message.error = to, ""
