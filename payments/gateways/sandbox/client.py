"""The sandbox gateway over HTTP."""

import atexit
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx
from django.conf import settings

from core.certificates import trusted
from core.errors import Declined, Misconfigured, OutcomeUnknown, Unavailable
from payments.gateways.contract import Instruction, Notice, Receipt, Told
from payments.gateways.listing import Page
from payments.gateways.sandbox import webhook
from payments.gateways.sandbox.build import request_of
from payments.gateways.sandbox.listing import page_of
from payments.gateways.sandbox.parse import json_of, read, receipt_of

CONNECT_SECONDS = 1.0
# Below the effect's hard limit of 20 s, so that an unknown outcome is recorded by us and not by a kill.
ANSWER_SECONDS = 8.0


class SandboxGateway:
    """Adapter of the sandbox gateway; one connection pool per process."""

    name = "sandbox"

    def __init__(self) -> None:
        self._clients: dict[str, httpx.Client] = {}
        # Two threads that come first must not open two, of which one is forgotten.
        self._opening = threading.Lock()
        atexit.register(self.close)

    def perform(self, instruction: Instruction) -> Receipt:
        path, body = request_of(instruction)
        try:
            answer = self._client().post(path, json=body, headers={"Idempotency-Key": instruction.key})
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Unavailable(f"The gateway does not answer: {error}.") from error
        except httpx.TransportError as error:
            raise OutcomeUnknown(f"The line to the gateway broke: {error!r}; it may have acted.") from error
        return receipt_of(answer)

    def find(self, instruction: Instruction) -> Receipt | None:
        try:
            answer = self._client().get("/v1/operations", params={"key": instruction.key})
        except httpx.TransportError as error:
            raise Unavailable(f"The gateway cannot be asked: {error!r}.") from error
        if answer.status_code not in (200, 404):
            raise Unavailable(f"The gateway cannot be asked: {answer.status_code}.")
        # A 404 may be anybody's; only the gateway itself says that it never did it.
        found = json_of(answer)
        if found.get("found") is False:
            return None
        receipt = read(found["response"])
        return self._authorization(receipt.gateway_reference) if receipt.status == "needs_action" else receipt

    def _authorization(self, reference: str) -> Receipt:
        """An authorization as it is now: the kept answer to its key was given before the customer acted."""
        try:
            answer = self._client().get(f"/v1/authorizations/{reference}")
        except httpx.TransportError as error:
            raise Unavailable(f"The gateway cannot be asked: {error!r}.") from error
        if answer.status_code != 200:
            raise Unavailable(f"The gateway cannot be asked: {answer.status_code}.")
        return read(json_of(answer))

    def verify(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice:
        return webhook.verify(body=body, headers=headers, now=now)

    def read(self, notice: Mapping[str, Any], kind: str) -> Told:
        return webhook.read_notice(notice, kind)

    def submit_evidence(self, *, reference: str, text: str, key: str) -> None:
        """Hand evidence in for a dispute; the same key is taken once. Raises by reaction."""
        headers = {"Idempotency-Key": key}
        try:
            answer = self._client().post(f"/v1/disputes/{reference}/evidence", json={"text": text}, headers=headers)
        except httpx.TransportError as error:
            raise Unavailable(f"The gateway does not answer: {error!r}; the key makes another try safe.") from error
        if answer.status_code >= 500:
            raise Unavailable(f"The gateway failed with {answer.status_code}; the key makes another try safe.")
        if answer.status_code != 200:
            refusal = json_of(answer).get("error", {})
            raise Declined(str(refusal.get("message") or f"The gateway refused ({answer.status_code})."))

    def card_page(self, *, return_url: str) -> str:
        base = settings.GATEWAY_PUBLIC_URL or settings.GATEWAY_URL
        if not base:
            raise Misconfigured("GATEWAY_URL is not set; there is no page for cards.")
        return f"{base.rstrip('/')}/pay?{urlencode({'return_url': return_url})}"

    def movements(self, *, since: datetime, position: str) -> Page:
        """A page of what the gateway moved since then, oldest first."""
        moment = since.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        try:
            answer = self._client().get("/v1/movements", params={"since": moment, "after": position or "0"})
        except httpx.TransportError as error:
            raise Unavailable(f"The gateway cannot be asked: {error!r}.") from error
        if answer.status_code != 200:
            raise Unavailable(f"The gateway cannot be asked: {answer.status_code}.")
        return page_of(json_of(answer))

    def close(self) -> None:
        """Give the connections back; the next call opens new ones."""
        while self._clients:
            self._clients.popitem()[1].close()

    def _client(self) -> httpx.Client:
        url = settings.GATEWAY_URL
        if not url:
            raise Misconfigured("GATEWAY_URL is not set; payments cannot reach the sandbox gateway.")
        with self._opening:
            if url not in self._clients:
                timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
                headers = {"Authorization": "Bearer sandbox"}
                self._clients[url] = httpx.Client(base_url=url, timeout=timeout, headers=headers, verify=trusted())
            return self._clients[url]
