"""A webhook's signature: base64 of HMAC-SHA256 over the raw body.

Source: Shopify, “Verify webhooks”, header X-Shopify-Hmac-Sha256; X-Shopify-Event-Id is one per event.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping

from orders.intake.channels.contract import ForgedNotice, Notice, NoticeRefused
from orders.intake.channels.documents import document_of

SIGNATURE = "X-Shopify-Hmac-Sha256"


def signature_of(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def verify(*, body: bytes, headers: Mapping[str, str], secret: str) -> Notice:
    """The notice inside. Raises ForgedNotice when the signature is not of ``secret``, NoticeRefused for no object."""
    given = headers.get(SIGNATURE, "")
    if not secret or not hmac.compare_digest(given.encode(), signature_of(body, secret).encode()):
        raise ForgedNotice("The signature does not fit the body. Is the shop's secret the one kept here?")
    document = document_of(body)
    if not isinstance(document, dict):
        raise NoticeRefused("The body is not a JSON object.", field="body")
    topic = headers.get("X-Shopify-Topic", "")
    event_id = (
        headers.get("X-Shopify-Event-Id") or headers.get("X-Shopify-Webhook-Id") or hashlib.sha256(body).hexdigest()
    )
    return Notice(event_id=f"{topic}:{event_id}"[:120], topic=topic[:60], body=document)
