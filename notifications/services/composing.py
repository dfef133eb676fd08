"""Mails are written once, in the transaction that keeps them; sending comes after the commit."""

import hashlib
from collections.abc import Callable, Mapping
from email.utils import formataddr, parseaddr
from typing import Any

from core.service import service
from notifications.content.order import mail_locale
from notifications.content.rendering import Rendered, render
from notifications.errors import NothingToSay
from notifications.models import Message
from notifications.selectors.templates import source_for
from notifications.statuses import MessageState
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
    reason = reason_not_to_write(order)
    source = source_for(event, message.locale)
    if not reason and source is None:
        reason = "This mail is switched off."
    if reason or source is None:
        return keep_unsent(message, reason=reason)
    try:
        context = context_of(order, message.locale)
    except NothingToSay as error:
        return keep_unsent(message, reason=error.message)
    return keep(message, render(source, context))


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


def reason_not_to_write(order: Order) -> str:
    """Why this customer gets no mail; empty when they do."""
    if order.is_historical:
        return "The order was taken over finished."
    if order.channel.is_training:
        return "The channel is for training."
    if order.customer is None or order.customer.erased_at is not None:
        return "The customer is not known any more."
    return "" if order.customer.email else "The customer has no e-mail address."


def keep_unsent(message: Message, *, reason: str) -> Message:
    message = Message(**{**values_of(message), "state": MessageState.SKIPPED, "error": reason})
    message.save(force_insert=True)
    return message


def keep(message: Message, rendered: Rendered) -> Message:
    message.subject, message.text, message.html = rendered.subject, rendered.text, rendered.html
    message.save(force_insert=True)
    return message


def values_of(message: Message) -> dict[str, Any]:
    names = ("order", "event", "key", "locale", "message_id", "sender", "to", "document_id")
    return {name: getattr(message, name) for name in names}
