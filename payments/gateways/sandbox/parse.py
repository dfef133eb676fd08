"""The sandbox gateway's answers as receipts and errors. Source: docs/how/simulators.md."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import httpx

from core.errors import Declined, Misconfigured, OutcomeUnknown, Unavailable
from payments.errors import AuthorizationLapsed
from payments.gateways.contract import Card, DisputeNews, Receipt
from payments.statuses import DisputeKind, DisputeState

_LAPSED = ("authorization_expired", "authorization_voided")
_OURS = ("key_required", "key_reused", "invalid_amount", "invalid_currency", "too_many_decimals")
_STATUS = {
    "succeeded": "ok",
    "declined": "declined",
    "failed": "declined",
    "requires_action": "needs_action",
}


def receipt_of(answer: httpx.Response) -> Receipt:
    """The receipt of a call. Raises by reaction; an answer nobody can read leaves the outcome unknown."""
    if answer.status_code in (200, 402):
        return read(json_of(answer))
    if answer.status_code == 401:
        raise Misconfigured("The sandbox gateway refused our credentials.")
    if answer.status_code == 429 or answer.status_code == 503:
        raise Unavailable(f"The gateway is busy ({answer.status_code}).")
    if answer.status_code >= 500:
        raise OutcomeUnknown(f"The gateway failed with {answer.status_code}; it may have acted.")
    error = json_of(answer).get("error", {})
    code, message = str(error.get("code", "")), str(error.get("message", answer.text[:200]))
    if code in _OURS:
        raise Misconfigured(f"The sandbox gateway could not read our request: {message}", gateway_code=code)
    raise (AuthorizationLapsed if code in _LAPSED else Declined)(message, gateway_code=code)


def json_of(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        data = answer.json()
    except ValueError as error:
        raise OutcomeUnknown("The gateway's answer is not JSON; it may have acted.") from error
    if not isinstance(data, dict):
        raise OutcomeUnknown("The gateway's answer is no object; it may have acted.")
    return data


def read(thing: Mapping[str, Any]) -> Receipt:
    """A gateway object as a receipt."""
    try:
        status = _STATUS[str(thing["status"])]
        amount = Decimal(str(thing["amount"]))
        reference, currency = str(thing["id"]), str(thing["currency"])
    except (KeyError, InvalidOperation) as error:
        raise OutcomeUnknown(f"The gateway's answer lacks what is needed: {error}.") from error
    card, checks = thing.get("card") or {}, thing.get("checks") or {}
    expires = thing.get("expires_at")
    return Receipt(
        status=status,
        gateway_reference=reference,
        amount=amount,
        currency=currency,
        message=str(thing.get("message") or thing.get("decline_code") or "")[:300],
        expires_at=datetime.fromisoformat(str(expires)) if expires else None,
        action_url=str(thing.get("action_url") or ""),
        card=Card(
            brand=str(card.get("brand", "")),
            last4=str(card.get("last4", "")),
            fingerprint=str(card.get("fingerprint", "")),
            country=str(card.get("country", "")),
            avs_check=str(checks.get("avs", "")),
            cvc_check=str(checks.get("cvc", "")),
        ),
    )


def dispute_of(thing: Mapping[str, Any], kind: str) -> DisputeNews:
    """A dispute or an early fraud warning as the event of ``kind`` tells it."""
    is_warning = kind.startswith("fraud_warning.")
    try:
        status = str(thing["status"])
        amount = Decimal(str(thing["amount"]))
        state = DisputeState.NEEDS_RESPONSE if status == "opened" else DisputeState(status)
        reference, capture, currency = str(thing["id"]), str(thing["capture"]), str(thing["currency"])
    except (KeyError, InvalidOperation, ValueError) as error:
        raise OutcomeUnknown(f"The gateway's dispute lacks what is needed: {error}.") from error
    due = thing.get("evidence_due_at")
    return DisputeNews(
        reference=reference, capture=capture, amount=amount, currency=currency, state=state,
        kind=DisputeKind.WARNING if is_warning else DisputeKind(str(thing.get("kind") or "chargeback")),
        reason=str(thing.get("reason") or "")[:80],
        evidence_due_at=datetime.fromisoformat(str(due)) if due else None,
        withdrawn=kind == "dispute.funds_withdrawn", returned=kind == "dispute.funds_returned",
    )  # fmt: skip
