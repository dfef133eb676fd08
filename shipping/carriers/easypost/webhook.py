"""Is this message from EasyPost? Source: EasyPost, “Webhook HMAC validation”."""

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping

from shipping.carriers.contract import ForgedWebhook, UnreadableWebhook, WebhookEnvelope
from shipping.carriers.messages import read_message

HEADER, SCHEME = "X-Hmac-Signature", "hmac-sha256-hex="


def open_envelope(body: bytes, *, headers: Mapping[str, str], secret: str) -> WebhookEnvelope:
    """Raises ForgedWebhook for a wrong signature. It carries no time: each message counts once, by its id."""
    signature = headers.get(HEADER, "")
    if not (secret and signature):
        raise ForgedWebhook("The message is not signed.", field=HEADER)
    key = unicodedata.normalize("NFKD", secret).encode()
    expected = SCHEME + hmac.new(key, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        raise ForgedWebhook("The signature is wrong.", field=HEADER)
    message = read_message(body)
    event_id = message.get("id")
    if not isinstance(event_id, str) or not event_id:
        raise UnreadableWebhook("The message has no id.", field="id")
    return WebhookEnvelope(event_id=event_id, kind=str(message.get("description") or ""))
