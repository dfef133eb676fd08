"""Messages are written once, in the transaction that keeps them; sending comes after the commit."""

import hashlib
from collections.abc import Callable, Mapping
from email.utils import formataddr, parseaddr
from typing import Any

from core.service import service
from notifications.content.order import mail_locale
from notifications.content.rendering import Rendered, Source, render, render_sms
from notifications.errors import NothingToSay
from notifications.models import Message
from notifications.selectors.templates import source_for
from notifications.selectors.wanted import consent_for, consented_phone, reason_not_to_tell, reason_of, suppression_of
from notifications.statuses import Medium, MessageState
from notifications.texting.segments import segments_of
from orders.models import Order

ContextOf = Callable[[Order, str], Mapping[str, Any]]


@service
def compose_mail(
    *, order_id: int, event: str, key: str, context_of: ContextOf, document_id: int | None = None
) -> Message:
    """The message of this intention, written now or when it was first tried.

    ``document_id`` is the paper that goes with it. A customer who cannot or must not be written to has the message
    kept as not sent, with why.
    Raises BadTemplate.
    """
    existing = Message.objects.filter(key=key).first()
    if existing is not None:
        return existing
    order = mailable_orders().get(pk=order_id)
    message = blank_message(order, event=event, key=key)
    message.document_id = document_id
    reason = reason_not_to_tell(order, event=event) or reason_not_to_mail(message)
    return write(message, order, reason=reason, context_of=context_of)


@service
def compose_text(*, order_id: int, event: str, key: str, context_of: ContextOf) -> Message | None:
    """The text to the customer's phone of this intention; None when they did not agree to texts.

    Raises BadTemplate.
    """
    existing = Message.objects.filter(key=key).first()
    if existing is not None:
        return existing
    order = mailable_orders().get(pk=order_id)
    consent = consent_for(order)
    if consent is None:
        return None
    message = blank_message(order, event=event, key=key)
    message.medium, message.to, message.sender = Medium.SMS, consent.phone, order.channel.name[:320]
    return write(message, order, reason=reason_not_to_tell(order, event=event), context_of=context_of)


def write(message: Message, order: Order, *, reason: str, context_of: ContextOf) -> Message:
    """The message with its words, or kept as not sent with the reason."""
    source = source_for(message.event, message.locale, message.medium)
    if not reason and source is None:
        reason = "This message is switched off."
    if reason or source is None:
        return keep_unsent(message, reason=reason)
    try:
        context = context_of(order, message.locale)
    except NothingToSay as error:
        return keep_unsent(message, reason=error.message)
    return keep(message, worded(source, context, medium=message.medium))


def worded(source: Source, context: Mapping[str, Any], *, medium: str) -> Rendered:
    """Raises BadTemplate."""
    return render_sms(source, context) if medium == Medium.SMS else render(source, context)


def mailable_orders() -> "Any":
    return Order.objects.select_related("customer", "channel", "shipping_address").prefetch_related(
        "lines__kit", "charges"
    )


def blank_message(order: Order, *, event: str, key: str) -> Message:
    sender = order.channel.sender_email
    return Message(
        order=order,
        event=event,
        key=key,
        locale=mail_locale(order),
        message_id=message_id_of(key, sender=sender),
        sender=formataddr((order.channel.name, sender)),
        to=order.customer.email if order.customer else "",
    )


def message_id_of(key: str, *, sender: str) -> str:
    """The same key is the same Message-ID, for ever: a mailbox can tell a repetition."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{digest}@{parseaddr(sender)[1].rpartition('@')[2] or 'localhost'}>"


def reason_not_to_mail(message: Message) -> str:
    """Why this address gets no mail; empty when it does."""
    if not message.to:
        return "The customer has no e-mail address."
    return reason_of(suppression_of(message.to, event=message.event))


def reason_not_to_text(message: Message) -> str:
    """Why this phone gets no text; empty while its customer's yes to it lives."""
    if message.to and message.to == consented_phone(message.order_id):
        return ""
    return "The customer did not agree to texts to this phone, or took it back."


def keep_unsent(message: Message, *, reason: str) -> Message:
    message = Message(**{**values_of(message), "state": MessageState.SKIPPED, "error": reason})
    message.save(force_insert=True)
    return message


def keep(message: Message, rendered: Rendered) -> Message:
    message.subject, message.text, message.html = rendered.subject, rendered.text, rendered.html
    if message.medium == Medium.SMS:
        message.segments = segments_of(rendered.text)
    message.save(force_insert=True)
    return message


def values_of(message: Message) -> dict[str, Any]:
    names = ("order", "event", "key", "locale", "medium", "message_id", "sender", "to", "document_id")
    return {name: getattr(message, name) for name in names}
