"""An event of anymail as a report: which of its many words matter to us."""

from collections.abc import Mapping
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.utils import timezone

from notifications.services.reporting import Report
from notifications.statuses import Arrival

_KINDS = {
    EventType.DELIVERED: Arrival.DELIVERED, EventType.DEFERRED: Arrival.DEFERRED, EventType.OPENED: Arrival.OPENED,
    EventType.CLICKED: Arrival.OPENED, EventType.BOUNCED: Arrival.BOUNCED, EventType.REJECTED: Arrival.BOUNCED,
    EventType.FAILED: Arrival.BOUNCED, EventType.COMPLAINED: Arrival.COMPLAINED,
    EventType.UNSUBSCRIBED: Arrival.COMPLAINED,
}  # fmt: skip
# Only these say that there is no such mailbox; a full or a wary one may take the next mail.
_HARD = {RejectReason.INVALID, RejectReason.BOUNCED}


def report_of(event: AnymailTrackingEvent) -> Report | None:
    """The report, or None for what changes nothing (queued, sent, an automatic answer)."""
    kind = _KINDS.get(event.event_type)
    if kind is None:
        return None
    address = writable(event.recipient)
    at = event.timestamp or timezone.now()
    metadata: dict[str, Any] = event.metadata or {}
    return Report(
        event_id=writable(
            f"{event.event_type}:{event.event_id or f'{event.message_id}:{address}:{at.timestamp()}'}"
        ),
        kind=kind, address=address, at=at,
        is_hard=is_hard(event),
        is_unsubscribe=event.event_type == EventType.UNSUBSCRIBED,
        words=writable(event.mta_response or event.description or event.reject_reason),
        message_key=str(metadata.get("message", "")), provider_id=writable(event.message_id),
    )  # fmt: skip


def writable(told: Any) -> str:
    """As PostgreSQL can keep it: one report with a NUL or half a character must not stop all that come after it."""
    return str(told or "").replace("\x00", "").encode("utf-8", "replace").decode()


def is_hard(event: AnymailTrackingEvent) -> bool:
    """Whether the address will never work. Some providers call a full mailbox a bounce, too, and say so beside it."""
    if event.event_type not in (EventType.BOUNCED, EventType.REJECTED) or event.reject_reason not in _HARD:
        return False
    told = event.esp_event if isinstance(event.esp_event, Mapping) else {}
    return told.get("Type") != "SoftBounce" and told.get("hard_bounce") is not False
