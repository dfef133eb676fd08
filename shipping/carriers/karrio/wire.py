"""karrio's HTTP through our own client: verified, timed, never repeated, and every failure remembered by its meaning.

karrio turns whatever goes wrong into messages. So each call has a ``Wire`` of its own that keeps what really happened,
and the adapter looks there before it believes an answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit, urlunsplit

import httpx

from core.certificates import trusted
from core.errors import OmsError, OutcomeUnknown, Unavailable

CONNECT_SECONDS = 3.0
# A token is fetched before: two such calls for a price and two for the label stay below the limit of the queue.
ANSWER_SECONDS = 8.0
# Raised before a byte of the request left: nothing can have happened.
_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
# Asking for a token or for leave to pay moves nothing; to ask again is safe.
_HARMLESS = ("/oauth", "/payments/v3/payment-authorization")


@dataclass
class Wire:
    """One operation's calls: ``failure`` when a call did not come through, ``status`` of the last that mattered."""

    name: str
    base_url: str = ""
    failure: OmsError | None = None
    refused_token: bool = False
    sent: int = 0
    status: int = 0
    answers: list[str] = field(default_factory=list)

    def call(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> httpx.Response:
        """Raises Unavailable or OutcomeUnknown, and remembers it."""
        is_harmless = any(part in url for part in _HARMLESS)
        try:
            with httpx.Client(
                timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS), trust_env=False, verify=trusted()
            ) as client:
                answer = client.request(method, self.address(url), headers=dict(headers), content=body)
        except _NOTHING_SENT as error:
            self.failure = Unavailable(f"{self.name} cannot be reached ({type(error).__name__}).")
            raise self.failure from error
        except httpx.HTTPError as error:
            words = f"{self.name} did not answer ({type(error).__name__})."
            self.failure = Unavailable(words) if is_harmless else OutcomeUnknown(words)
            raise self.failure from error
        self.note(answer, is_harmless=is_harmless)
        return answer

    def address(self, url: str) -> str:
        """The carrier's own address, or the one that the account puts in its place."""
        if not self.base_url:
            return url
        instead, asked = urlsplit(self.base_url), urlsplit(url)
        return urlunsplit((instead.scheme, instead.netloc, instead.path.rstrip("/") + asked.path, asked.query, ""))

    def note(self, answer: httpx.Response, *, is_harmless: bool) -> None:
        if not is_harmless:
            self.sent += 1
            self.status = answer.status_code
            self.answers.append(answer.text)
        elif answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR or answer.status_code == 429:
            self.failure = Unavailable(f"{self.name} answered {answer.status_code} when asked for a token.")
        elif answer.is_error:
            self.refused_token = True


def send(
    *, url: str, trace: Any = None, method: str = "", data: Any = None, headers: Mapping[str, str] | None = None,
    decoder: Callable[[bytes], Any] | None = None, on_ok: Callable[[Any], Any] | None = None,
    on_error: Callable[[Any], Any] | None = None, **ignored: Any,
) -> Any:  # fmt: skip
    """What karrio calls to reach a carrier; ``trace`` leads to the wire of its operation."""
    # Only a paper that an answer points to is fetched without a tracer: a question, and never an act.
    wire: Wire = getattr(getattr(trace, "_tracer", None), "wire", None) or Wire(name="The carrier")
    body = data.encode() if isinstance(data, str) else bytes(data or b"")
    answer = wire.call(method or ("POST" if body else "GET"), url, headers or {}, body)
    if answer.is_error:
        return on_error(_as_urllib_would(answer)) if on_error else answer.text
    if on_ok is not None:
        return on_ok(answer)
    return decoder(answer.content) if decoder is not None else answer.text


def _as_urllib_would(answer: httpx.Response) -> HTTPError:
    """karrio's handlers read the body and the code of urllib's error."""
    error = HTTPError(str(answer.url), answer.status_code, answer.reason_phrase, None, None)  # type: ignore[arg-type]
    error.read = lambda *_: answer.content  # type: ignore[method-assign]
    return error
