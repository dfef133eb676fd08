"""HTTP to EasyPost, and what each failure of a call means."""

from collections.abc import Mapping
from typing import Any

import httpx

from core.certificates import trusted
from core.errors import Misconfigured, OmsError, OutcomeUnknown, Unavailable
from shipping.carriers.contract import Account, CarrierRefused

ADDRESS = "https://api.easypost.com/v2"
CONNECT_SECONDS = 3.0
# Three calls and a download at most, beside the prices asked before, stay below the limit of the label queue.
ANSWER_SECONDS = 5.0
_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class Wire:
    """Calls with one account's key."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.base = str(account.options.get("base_url") or ADDRESS).rstrip("/")

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """A question, or an act that may be repeated: every failure is tried again."""
        try:
            return self.act(method, path, body)
        except OutcomeUnknown as error:
            raise Unavailable(error.message) from error

    def look(self, path: str) -> Any | None:
        """What is there, or None for nothing."""
        try:
            return self.ask("GET", path)
        except CarrierRefused as error:
            if error.context.get("status") == httpx.codes.NOT_FOUND:
                return None
            raise

    def act(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """An act with consequences. Raises OutcomeUnknown when nobody can know whether it was done."""
        key = self.account.credentials.get("api_key", "")
        if not key:
            raise Misconfigured(f"The account {self.account.code} lacks credentials: api_key.")
        answer = self._send(method, f"{self.base}{path}", json=body, auth=(key, ""))
        return read(answer.status_code, _body(answer))

    def fetch(self, url: str) -> bytes:
        """A paper that was bought. Raises OutcomeUnknown: it is fetched again with the label."""
        if not url.startswith(("https://", self.base.split("/v2")[0])):
            raise OutcomeUnknown("The label's address is not https.")
        try:
            answer = self._send("GET", url)
        except Unavailable as error:
            raise OutcomeUnknown(error.message) from error
        if answer.is_error:
            raise OutcomeUnknown(f"The label cannot be fetched ({answer.status_code}).")
        return answer.content

    def _send(self, method: str, url: str, **options: Any) -> httpx.Response:
        try:
            with httpx.Client(
                timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS), trust_env=False, verify=trusted()
            ) as client:
                return client.request(method, url, **options)
        except _NOTHING_SENT as error:
            raise Unavailable(f"EasyPost cannot be reached ({type(error).__name__}).") from error
        except httpx.HTTPError as error:
            raise OutcomeUnknown(f"EasyPost did not answer ({type(error).__name__}).") from error


def _body(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def read(status: int, body: Any) -> Any:
    """The answer's body. Raises by what its status means."""
    if httpx.codes.is_success(status) and isinstance(body, dict | list):
        return body
    raise failure(status, body)


def failure(status: int, body: Any) -> OmsError:
    told = body.get("error") if isinstance(body, dict) else None
    error = told if isinstance(told, dict) else {"message": told}
    words = sentence(error) or f"EasyPost answered {status}."
    code = str(error.get("code") or "")
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return Misconfigured(f"EasyPost refuses our key: {words}", status=status)
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return Unavailable("EasyPost asks us to slow down.")
    if httpx.codes.is_client_error(status):
        return CarrierRefused(words, field=field_of(error), carrier_code=code, status=status)
    return OutcomeUnknown(f"EasyPost answered {status}: {words}", status=status)


def sentence(error: Mapping[str, Any]) -> str:
    """The carrier's words, with what it says about single fields."""
    message = error.get("message")
    parts = [message] if isinstance(message, str) else [str(part) for part in message or []]
    parts += [f"{one.get('field')}: {one.get('message')}" for one in _details(error) if one.get("message")]
    return "; ".join(part for part in parts if part)


def field_of(error: Mapping[str, Any]) -> str:
    return next((str(one["field"]) for one in _details(error) if one.get("field")), "")


def _details(error: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in error.get("errors") or [] if isinstance(one, dict)]
