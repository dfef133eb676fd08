"""Addresses that get no mails: why, since when, and who lets them have some again."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import InvalidInput
from core.service import service
from notifications.models import Message, Suppression
from notifications.statuses import Covers, SuppressedFor

# A server's words for “there is no such mailbox”. Source: RFC 3463, section 3.2 (X.1.x, addressing status).
_NO_SUCH_ADDRESS = re.compile(r"\b5\.1\.(?:1|2|3|6|10)\b")


@service
def suppress_address(*, address: str, covers: str, note: str, actor: Actor) -> Suppression:
    """Entered by hand. Raises NotPermitted, and InvalidInput for what is no address."""
    ensure_may(actor, "notifications.add_suppression")
    try:
        validate_email(address.strip())
    except ValidationError as error:
        raise InvalidInput(f"“{address}” is no e-mail address.", field="address") from error
    return suppress(address, covers=Covers(covers), reason=SuppressedFor.BY_HAND, note=note, actor=actor)


@service
def suppress_hard_bounce(*, address: str, message: Message | None, words: str) -> Suppression:
    """The address does not exist: nothing more is sent to it."""
    return suppress(address, covers=Covers.ALL, reason=SuppressedFor.HARD_BOUNCE, note=words, message=message)


def suppress_refused(*, address: str, words: str, message: Message | None = None) -> None:
    """Nothing more is sent to an address that a server said, in its ``words``, does not exist; else nothing changes."""
    if _NO_SUCH_ADDRESS.search(words):
        suppress_hard_bounce(address=address, message=message, words=words)


@service
def suppress_complaint(*, address: str, message: Message | None, words: str) -> Suppression:
    """Its owner called a mail spam: from now on only what an order needs is sent."""
    return suppress(address, covers=Covers.OPTIONAL, reason=SuppressedFor.COMPLAINT, note=words, message=message)


@service
def unsubscribe(*, address: str, actor: Actor) -> Suppression:
    """The customer wants no mails that an order does not need."""
    return suppress(address, covers=Covers.OPTIONAL, reason=SuppressedFor.UNSUBSCRIBED, actor=actor)


@service
def subscribe_again(*, address: str, actor: Actor) -> int:
    """How many refusals of the customer's own were lifted; a bounce or a complaint is not theirs to lift."""
    own = Suppression.objects.filter(address=address.strip().lower(), lifted_at=None, reason=SuppressedFor.UNSUBSCRIBED)
    return own.update(lifted_at=timezone.now(), lifted_by=actor.label)


@service
def lift_suppression(*, suppression_id: int, actor: Actor) -> Suppression:
    """The address gets mails again; a new bounce suppresses it anew. Raises NotPermitted."""
    ensure_may(actor, "notifications.lift_suppression")
    row = Suppression.objects.select_for_update(no_key=True).get(pk=suppression_id)
    row.lifted_at = row.lifted_at or timezone.now()
    row.lifted_by = row.lifted_by or actor.label
    row.save(update_fields=["lifted_at", "lifted_by"])
    return row


def suppress(
    address: str, *, covers: Covers, reason: SuppressedFor, note: str = "", message: Message | None = None,
    actor: Actor = SYSTEM,
) -> Suppression:  # fmt: skip
    """The living suppression of the address, new or as it stood: whoever is told twice keeps the first reason."""
    wanted = Suppression(
        address=address.strip().lower(), covers=covers, reason=reason, note=note[:300], message=message,
        entered_by=actor.label,
    )  # fmt: skip
    Suppression.objects.bulk_create([wanted], ignore_conflicts=True)
    return Suppression.objects.get(address=wanted.address, covers=covers, lifted_at=None)
