"""What became of a message."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F
from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.effects import NewEffect, insert_effects
from core.errors import Blocker, InvalidInput, MoveRefused
from core.fsm import perform
from core.links.masking import mask_tokens
from core.service import service
from notifications.content.links import with_new_links
from notifications.models import Message
from notifications.selectors.wanted import consented_phone, reason_of, reason_of_the_end, suppression_of
from notifications.services.composing import message_id_of, reason_not_to_mail, reason_not_to_text
from notifications.services.consenting import e164
from notifications.services.suppressing import suppress_refused
from notifications.statuses import Medium, MessageState
from notifications.texting.contract import SendResult, Sent
from orders.models import Order

RESEND_RIGHT = "notifications.resend_message"


@service
def begin_sending(*, message_pk: int) -> Message:
    """The message as it is to be sent, counted before the wire is touched; dropped when it is not wanted any more."""
    message = locked(message_pk)
    if message.state != MessageState.QUEUED:
        return message
    state = Order.objects.values_list("state", flat=True).get(pk=message.order_id)
    reason = reason_of_the_end(state, event=message.event)
    reason = reason or reason_not_to_write(message)
    if reason:
        perform(message, "drop", actor=SYSTEM, words=reason)
        keep_without_tokens(message)
        message.save(update_fields=["state", "error", "text", "html"])
        return message
    Message.objects.filter(pk=message_pk).update(attempts=F("attempts") + 1)
    return message


def reason_not_to_write(message: Message) -> str:
    """Why it does not go to where it was addressed: asked again right before, as people change their minds."""
    if not has_words(message):
        return "What it said was erased."
    return reason_not_to_text(message) if message.medium == Medium.SMS else reason_not_to_mail(message)


@service
def record_sent(*, message_pk: int, provider_id: str = "") -> Message:
    """A server took it. Repetition is harmless."""
    message = locked(message_pk)
    if message.state == MessageState.QUEUED:
        perform(message, "mark_sent", actor=SYSTEM, now=timezone.now())
        keep_without_tokens(message)
        message.provider_id = provider_id[:200]
        message.save(update_fields=["state", "sent_at", "error", "text", "html", "provider_id"])
    return message


@service
def record_refused(*, message_pk: int, words: str) -> Message:
    """The server will never take it; its words are kept. An address that does not exist is suppressed."""
    message = locked(message_pk)
    if message.state == MessageState.QUEUED:
        perform(message, "fail", actor=SYSTEM, words=words)
        keep_without_tokens(message)
        message.save(update_fields=["state", "error", "text", "html"])
        if message.medium == Medium.EMAIL:
            suppress_refused(address=message.to, words=words, message=message)
    return message


@service
def record_text(*, message_pk: int, sent: Sent) -> Message:
    """What became of a text, unless nobody knows yet."""
    if sent.result == SendResult.OK:
        return record_sent(message_pk=message_pk, provider_id=sent.provider_id)
    return record_refused(message_pk=message_pk, words=sent.words)


@service
def resend_message(*, message_id: int, actor: Actor, to: str = "") -> Message:
    """A copy of a message that was sent or refused: the same words with a new link, a row and Message-ID of its own.

    It goes to another address when one is given; a text only to the phone that its customer agreed to. Raises
    NotPermitted, MoveRefused for what never went out or was erased, and InvalidInput for what is no address, or one
    that gets no mails or no texts.
    """
    ensure_may(actor, RESEND_RIGHT)
    message = locked(message_id)
    if reasons := resend_blockers(message):
        raise MoveRefused("resend", reasons)
    copy = copied(message, to=reachable(message, to.strip() or message.to))
    send_later(copy)
    return copy


def resend_blockers(message: Message) -> list[Blocker]:
    """Why a message cannot be sent again now."""
    if message.state not in (MessageState.SENT, MessageState.FAILED):
        told = message.get_state_display().lower()
        return [Blocker("wrong_state", f"it is {told}; only possible when failed or sent.")]
    if not has_words(message):
        return [Blocker("text_erased", "what it said was erased with its customer, or is older than we keep it.")]
    return []


def has_words(message: Message) -> bool:
    return bool(message.text or message.html)


def reachable(message: Message, to: str) -> str:
    """``to`` as it is written to. Raises InvalidInput."""
    if message.medium == Medium.SMS:
        return agreed_phone(message, to)
    ensure_reachable(to, event=message.event)
    return to


def agreed_phone(message: Message, to: str) -> str:
    """E.164. Raises InvalidInput for what is no phone, or not the one that the customer agreed to."""
    try:
        number = e164(to)
    except InvalidInput as error:
        raise InvalidInput(error.message, field="to") from error
    if number != consented_phone(message.order_id):
        raise InvalidInput(
            f"The customer did not agree to texts to {number}. Record their yes at the customer first.", field="to"
        )
    return number


def ensure_reachable(address: str, *, event: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        raise InvalidInput(f"“{address}” is no e-mail address.", field="to") from error
    if reason := reason_of(suppression_of(address, event=event)):
        raise InvalidInput(f"{reason} Give another address, or lift this under suppressed addresses.", field="to")


def copied(message: Message, *, to: str) -> Message:
    key = f"resend:{message.pk}:{uuid4().hex}"
    text, html = with_new_links(message.order_id, (message.text, message.html))
    return Message.objects.create(
        order_id=message.order_id, event=message.event, locale=message.locale, medium=message.medium, key=key,
        message_id=message_id_of(key, sender=message.sender), sender=message.sender, to=to, subject=message.subject,
        text=text, html=html, segments=message.segments,
        document_id=message.document_id, resend_of_id=message.resend_of_id or message.pk,
    )  # fmt: skip


def send_later(message: Message) -> None:
    insert_effects(
        [
            NewEffect(
                task="notifications.tasks.send_message", queue="mail", order_id=message.order_id, priority=0,
                key=f"notifications.tasks.send_message:{uuid4().hex}", payload={"message_pk": message.pk},
            )
        ]
    )  # fmt: skip


def keep_without_tokens(message: Message) -> None:
    """Once it is over, nobody but the customer needs the link: who reads our copy must not open their page."""
    message.text, message.html = mask_tokens(message.text), mask_tokens(message.html)


def locked(message_pk: int) -> Message:
    return Message.objects.select_for_update(no_key=True).get(pk=message_pk)
