"""Is this message from the carrier, and what does it say?"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from core.errors import OutcomeUnknown
from shipping.carriers.contract import ForgedWebhook, TrackingUpdate, UnreadableWebhook, WebhookEnvelope
from shipping.carriers.messages import read_message
from shipping.carriers.simulated import parse

HEADER = "Sim-Signature"
REPLAY_WINDOW_SECONDS = 300


def open_envelope(body: bytes, *, headers: Mapping[str, str], secret: str, now: datetime) -> WebhookEnvelope:
    """Raises ForgedWebhook for a wrong or old signature and UnreadableWebhook for senseless words."""
    ensure_signed(body, header=headers.get(HEADER, ""), secret=secret, now=now)
    message = read_message(body)
    event_id, kind = message.get("id"), message.get("type")
    if not isinstance(event_id, str) or not event_id:
        raise UnreadableWebhook("The message has no id.", field="id")
    return WebhookEnvelope(event_id=event_id, kind=str(kind or ""))


def ensure_signed(body: bytes, *, header: str, secret: str, now: datetime) -> None:
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    at, digest = parts.get("t", ""), parts.get("v1", "")
    if not (secret and at.isdecimal() and digest.isascii()):
        raise ForgedWebhook("The message is not signed.", field=HEADER)
    expected = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, digest):
        raise ForgedWebhook("The signature is wrong.", field=HEADER)
    if abs(now.timestamp() - int(at)) > REPLAY_WINDOW_SECONDS:
        raise ForgedWebhook("The signature is too old.", field=HEADER)


def updates(body: bytes) -> list[TrackingUpdate]:
    """Tracking updates of a message; none for kinds we do not listen to."""
    message = read_message(body)
    if message.get("type") != "tracking.updated":
        return []
    data = message.get("data")
    if not isinstance(data, dict):
        raise UnreadableWebhook("The message has no data.", field="data")
    try:
        return [parse.tracking(data)]
    except OutcomeUnknown as error:
        raise UnreadableWebhook(error.message, field="data") from error
