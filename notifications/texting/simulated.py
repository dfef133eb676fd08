"""The simulator of texts, and the shape of most providers: one POST with a key, an id back."""

from dataclasses import dataclass

import httpx

from core.certificates import trusted
from core.errors import Misconfigured, Unavailable
from notifications.texting.contract import SendResult, Sent

TIMEOUT_SECONDS = 8.0


@dataclass(frozen=True)
class SimulatedTexts:
    """Speaks to ``python -m simulators.sms``."""

    url: str
    api_key: str

    def send(self, to: str, text: str, key: str) -> Sent:
        headers = {"Authorization": f"Bearer {self.api_key}", "Idempotency-Key": key}
        try:
            answer = httpx.post(
                f"{self.url}/v1/texts",
                json={"to": to, "text": text},
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                verify=trusted(),
            )
        except httpx.ConnectError as error:
            raise Unavailable("The provider of texts cannot be reached.") from error
        except httpx.HTTPError as error:
            return Sent(result=SendResult.UNKNOWN, words=f"No answer: {type(error).__name__}.")
        return understood(answer)


def understood(answer: httpx.Response) -> Sent:
    """4xx is never, but for 401 (our key), 408 and 429 (later); after 5xx nobody knows. Raises what ``send`` raises."""
    status = answer.status_code
    if status in (401, 403):
        raise Misconfigured("The provider of texts does not accept our key: check SMS_API_KEY.")
    if status in (408, 429):
        raise Unavailable(f"The provider of texts asks us to come again ({status}).")
    try:
        body = answer.json()
    except ValueError:
        body = None
    if status >= 500 or not isinstance(body, dict):
        return Sent(result=SendResult.UNKNOWN, words=f"The provider answered {status}.")
    if status >= 400:
        error = body.get("error")
        words = error.get("message", "") if isinstance(error, dict) else ""
        return Sent(result=SendResult.FAILED, words=str(words or f"The provider answered {status}.")[:400])
    return Sent(result=SendResult.OK, provider_id=str(body.get("id", ""))[:200])
