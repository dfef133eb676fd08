"""What became of a message."""

import re
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.effects import NewEffect, insert_effects
from core.errors import InvalidInput
from core.fsm import perform
from core.service import service
from notifications.models import Message
from notifications.statuses import MessageState

_TOKEN = re.compile(r"/o/[\w-]{20,}/")


@service
def record_attempt(*, message_pk: int) -> None:
    """Counted before the wire is touched."""
    Message.objects.filter(pk=message_pk).update(attempts=F("attempts") + 1)


@service
def record_sent(*, message_pk: int) -> Message:
    """A mail server took it. Repetition is harmless."""
    message = locked(message_pk)
    if message.state == MessageState.QUEUED:
        perform(message, "mark_sent", actor=SYSTEM, now=timezone.now())
        message.text, message.html = without_tokens(message.text), without_tokens(message.html)
        message.save(update_fields=["state", "sent_at", "error", "text", "html"])
    return message


@service
def record_refused(*, message_pk: int, words: str) -> Message:
    """The mail server will never take it; its words are kept."""
    message = locked(message_pk)
    if message.state == MessageState.QUEUED:
        perform(message, "fail", actor=SYSTEM, words=words)
        message.save(update_fields=["state", "error"])
    return message


@service
def resend_message(*, message_id: int, actor: Actor, to: str = "") -> Message:
    """Send a refused message again, to another address when one is given.

    Raises NotPermitted, MoveRefused, and InvalidInput for what is no address.
    """
    message = locked(message_id)
    address = to.strip() or message.to
    try:
        validate_email(address)
    except ValidationError as error:
        raise InvalidInput(f"“{address}” is no e-mail address.", field="to") from error
    perform(message, "resend", actor=actor, to=address)
    message.save(update_fields=["state", "to", "error"])
    insert_effects(
        [
            NewEffect(
                task="notifications.tasks.send_message", queue="mail", order_id=message.order_id, priority=0,
                key=f"notifications.tasks.send_message:{uuid4().hex}", payload={"message_pk": message.pk},
            )
        ]
    )  # fmt: skip
    return message


def without_tokens(body: str) -> str:
    """Once it is sent, nobody but the customer needs the link: who reads our copy must not open their page."""
    return _TOKEN.sub("/o/…/", body)


def locked(message_pk: int) -> Message:
    return Message.objects.select_for_update(no_key=True).get(pk=message_pk)
