"""The sandbox gateway's webhooks: signed, dated, about one of our keys. Source: docs/how/simulators.md."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from core.errors import Misconfigured, OutcomeUnknown
from payments.errors import ForgedWebhook
from payments.gateways.contract import Notice, Told
from payments.gateways.sandbox.parse import dispute_of, read
from payments.statuses import TransactionKind

HEADER = "sandbox-signature"
REPLAY_WINDOW_SECONDS = 300
_DISPUTES = ("dispute.", "fraud_warning.")
_MONEY = {
    "authorization": TransactionKind.AUTHORIZATION,
    "capture": TransactionKind.CAPTURE,
    "void": TransactionKind.VOID,
    "refund": TransactionKind.REFUND,
}


def verify(*, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice:
    """The notice if it is signed with our secret and at most five minutes old. Raises ForgedWebhook."""
    secret = settings.GATEWAY_WEBHOOK_SECRET
    if not secret:
        raise Misconfigured("GATEWAY_WEBHOOK_SECRET is not set; webhooks cannot be verified.")
    given = {name.lower(): value for name, value in headers.items()}.get(HEADER, "")
    parts = dict(part.split("=", 1) for part in given.split(",") if "=" in part)
    stamp, signature = parts.get("t", ""), parts.get("v1", "")
    expected = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        raise ForgedWebhook("The signature does not fit.")
    if not stamp.isdecimal() or abs(now.timestamp() - int(stamp)) > REPLAY_WINDOW_SECONDS:
        raise ForgedWebhook("The webhook is too old or comes from the future.")
    try:
        data = json.loads(body)
        return Notice(event_id=str(data["id"]), kind=str(data["type"]), body=data)
    except (ValueError, KeyError, TypeError) as error:
        raise ForgedWebhook("The webhook is no event.") from error


def read_notice(body: Mapping[str, Any], kind: str) -> Told:
    """What the event means: a result for one of our keys, a dispute, or news we have no use for."""
    data = body.get("data") or {}
    movement = _MONEY.get(kind.partition(".")[0])
    if movement is not None:
        return Told(key=str(data.get("idempotency_key", "")), movement=movement, receipt=read(data))
    if kind.startswith(_DISPUTES):
        return _dispute(data, kind)
    return Told(unknown=f"No use for events of kind “{kind}”.")


def _dispute(data: Mapping[str, Any], kind: str) -> Told:
    try:
        return Told(dispute=dispute_of(data, kind))
    except OutcomeUnknown as error:
        return Told(unknown=error.message)
