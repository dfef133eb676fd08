"""One pool of connections, and what each failure of a call means."""

from functools import cached_property
from typing import Any

import httpx
from django.conf import settings

from core.certificates import trusted
from core.errors import Misconfigured, OmsError, OutcomeUnknown, Unavailable
from shipping.carriers.contract import CarrierRefused

CONNECT_SECONDS = 1.0
# Below the 30 s an effect of the label queue may take, so that we see the failure and not the killer.
ANSWER_SECONDS = 20.0
# Raised before a byte of the request left: nothing can have happened.
_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class Wire:
    """Calls to ``settings.CARRIER_URL``; an address that changes is followed."""

    @cached_property
    def client(self) -> httpx.Client:
        answer = float(getattr(settings, "CARRIER_TIMEOUT", ANSWER_SECONDS))
        return httpx.Client(timeout=httpx.Timeout(answer, connect=CONNECT_SECONDS), trust_env=False, verify=trusted())

    def ask(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """A question without consequences: every failure may be repeated."""
        try:
            return read(self.send(method, path, json=body))
        except OutcomeUnknown as error:
            raise Unavailable(error.message) from error

    def look(self, path: str, **query: str) -> dict[str, Any] | None:
        """What is there, or None for nothing."""
        try:
            response = self.send("GET", path, params=query)
            return None if response.status_code == httpx.codes.NOT_FOUND else read(response)
        except OutcomeUnknown as error:
            raise Unavailable(error.message) from error

    def act(self, path: str, body: dict[str, Any], *, key: str) -> dict[str, Any]:
        """An act with consequences, once per ``key``."""
        return read(self.send("POST", path, json=body, headers={"Idempotency-Key": key}))

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        if not settings.CARRIER_URL:
            raise Misconfigured("No carrier is configured: set CARRIER_URL.")
        try:
            return self.client.request(method, f"{settings.CARRIER_URL}{path}", **options)
        except _NOTHING_SENT as error:
            raise Unavailable(f"The carrier cannot be reached ({type(error).__name__}).") from error
        except httpx.HTTPError as error:
            raise OutcomeUnknown(f"The carrier did not answer ({type(error).__name__}).") from error


def read(response: httpx.Response) -> dict[str, Any]:
    """The answer's object. Raises by what the status means."""
    body = body_of(response)
    if response.is_success and body is not None:
        return body
    raise failure(response.status_code, body or {})


def body_of(response: httpx.Response) -> dict[str, Any] | None:
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def failure(status: int, body: dict[str, Any]) -> OmsError:
    told = body.get("error")
    error = told if isinstance(told, dict) else {}
    words = str(error.get("message") or f"The carrier answered {status}.")
    if status == httpx.codes.UNPROCESSABLE_ENTITY:
        return CarrierRefused(words, field=error.get("field", ""), carrier_code=error.get("code", ""))
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return Unavailable("The carrier asks us to slow down.")
    if httpx.codes.is_client_error(status):
        return Misconfigured(f"The carrier does not understand us ({status}): {words}", status=status)
    return OutcomeUnknown(f"The carrier answered {status}: {words}", status=status)
