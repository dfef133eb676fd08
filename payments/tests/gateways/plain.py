"""A gateway's adapter at its smallest, in one file: docs/how/add-a-gateway.md walks through it.

It talks to the sandbox gateway as if that were somebody else's, and passes the contract suite.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx
from django.conf import settings

from core.errors import Declined, Misconfigured, OutcomeUnknown, Unavailable
from core.money import exponent
from payments.errors import AuthorizationLapsed, ForgedWebhook
from payments.gateways.contract import Card, Instruction, Notice, Receipt, Told
from payments.statuses import TransactionKind

ANSWER_SECONDS = 8.0
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
LAPSED = ("authorization_expired", "authorization_voided")
OURS = ("key_required", "key_reused")
STATUS = {"succeeded": "ok", "requires_action": "needs_action", "declined": "declined", "failed": "declined"}
PATHS = {
    TransactionKind.AUTHORIZATION: "/v1/authorizations",
    TransactionKind.CAPTURE: "/v1/authorizations/{}/captures",
    TransactionKind.VOID: "/v1/authorizations/{}/voids",
    TransactionKind.REFUND: "/v1/captures/{}/refunds",
}


class PlainGateway:
    name = "plain"

    def perform(self, instruction: Instruction) -> Receipt:
        body = {"amount": f"{instruction.amount:.{exponent(instruction.currency)}f}"}
        if instruction.kind == TransactionKind.AUTHORIZATION:
            body.update(currency=instruction.currency, token=instruction.token, reference=instruction.reference)
        path = PATHS[instruction.kind].format(instruction.target)
        try:
            answer = sent("POST", path, json=body, headers={"Idempotency-Key": instruction.key})
        except NOT_SENT as error:
            raise Unavailable("The gateway does not answer; nothing happened.") from error
        except httpx.TransportError as error:
            raise OutcomeUnknown("The line broke; it may have acted.") from error
        if answer.status_code in (200, 402):
            return receipt_of(object_in(answer))
        if answer.status_code >= 500:
            raise OutcomeUnknown("The gateway failed; it may have acted.")
        error = object_in(answer).get("error", {})
        kind = Misconfigured if error["code"] in OURS else AuthorizationLapsed if error["code"] in LAPSED else Declined
        raise kind(error["message"], gateway_code=error["code"])

    def find(self, instruction: Instruction) -> Receipt | None:
        kept = self._asked("/v1/operations", key=instruction.key)
        if kept.get("found") is False:
            return None
        receipt = receipt_of(kept["response"])
        if receipt.status == "needs_action":
            return receipt_of(self._asked(f"/v1/authorizations/{receipt.gateway_reference}"))
        return receipt

    def verify(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice:
        if not settings.GATEWAY_WEBHOOK_SECRET:
            raise Misconfigured("GATEWAY_WEBHOOK_SECRET is not set.")
        given = {name.lower(): value for name, value in headers.items()}.get("sandbox-signature", "")
        parts = dict(part.split("=", 1) for part in given.split(",") if "=" in part)
        stamp, signed = parts.get("t", ""), f"{parts.get('t', '')}.".encode() + body
        expected = hmac.new(settings.GATEWAY_WEBHOOK_SECRET.encode(), signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected.encode(), parts.get("v1", "").encode()):
            raise ForgedWebhook("The signature does not fit.")
        if not stamp.isdecimal() or abs(now.timestamp() - int(stamp)) > 300:
            raise ForgedWebhook("The webhook is too old or comes from the future.")
        try:
            data = json.loads(body)
            return Notice(event_id=str(data["id"]), kind=str(data["type"]), body=data)
        except (ValueError, KeyError, TypeError) as error:
            raise ForgedWebhook("The webhook is no event.") from error

    def read(self, notice: Mapping[str, Any], kind: str) -> Told:
        thing = notice.get("data") or {}
        movement = kind.partition(".")[0]
        if movement in ("authorization", "capture", "void", "refund"):
            return Told(key=str(thing["idempotency_key"]), movement=movement, receipt=receipt_of(thing))
        return Told(unknown=f"No use for events of kind “{kind}”.")

    def card_page(self, *, return_url: str) -> str:
        return f"{settings.GATEWAY_URL}/pay?{httpx.QueryParams(return_url=return_url)}"

    def close(self) -> None:
        """Each call has a connection of its own: there is nothing to give back."""

    def _asked(self, path: str, **query: str) -> Mapping[str, Any]:
        try:
            answer = sent("GET", path, params=query)
        except httpx.TransportError as error:
            raise Unavailable("The gateway cannot be asked.") from error
        if answer.status_code not in (200, 404):
            raise Unavailable("The gateway cannot be asked.")
        return object_in(answer)


def sent(method: str, path: str, *, headers: Mapping[str, str] | None = None, **options: Any) -> httpx.Response:
    """One call over a connection of its own."""
    if not settings.GATEWAY_URL:
        raise Misconfigured("GATEWAY_URL is not set.")
    named = {"Authorization": "Bearer plain", **(headers or {})}
    return httpx.request(method, settings.GATEWAY_URL + path, headers=named, timeout=ANSWER_SECONDS, **options)


def object_in(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        data = answer.json()
    except ValueError as error:
        raise OutcomeUnknown("The answer is not JSON; it may have acted.") from error
    if not isinstance(data, dict):
        raise OutcomeUnknown("The answer is no object; it may have acted.")
    return data


def receipt_of(thing: Mapping[str, Any]) -> Receipt:
    card, checks = thing.get("card") or {}, thing.get("checks") or {}
    return Receipt(
        status=STATUS[thing["status"]],
        gateway_reference=thing["id"],
        amount=Decimal(thing["amount"]),
        currency=thing["currency"],
        message=str(thing.get("message") or ""),
        expires_at=datetime.fromisoformat(thing["expires_at"]) if thing.get("expires_at") else None,
        action_url=str(thing.get("action_url") or ""),
        card=Card(
            **{name: card.get(name, "") for name in ("brand", "last4", "fingerprint", "country")},
            avs_check=checks.get("avs", ""), cvc_check=checks.get("cvc", ""),
        ),
    )  # fmt: skip
