"""Standard Webhooks: three headers by which a receiver knows that we sent it, just now, and unchanged.

Source: https://www.standardwebhooks.com, section "Signature scheme" (symmetric, ``v1``).
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

PREFIX = "whsec_"
# The specification asks for 24 to 64 bytes.
SECRET_BYTES = 32


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(*, secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    """``v1,`` and the HMAC-SHA256 over ``id.timestamp.body`` in base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{event_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def signed_headers(*, secrets_now: Sequence[str], event_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """One signature for each secret that is valid now: while one is replaced, either opens it."""
    signatures = [signature(secret=one, event_id=event_id, timestamp=timestamp, body=body) for one in secrets_now]
    return {"webhook-id": event_id, "webhook-timestamp": str(timestamp), "webhook-signature": " ".join(signatures)}
