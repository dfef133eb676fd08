"""Stripe's official client over a connection pool of ours: short patience, no repetition by itself."""

from collections.abc import Mapping
from typing import Any

import httpx
import stripe

from core.certificates import trusted

CONNECT_SECONDS = 2.0
# Three calls of a move stay below the limit of a payment effect: an unknown outcome is recorded by us, not by a kill.
ANSWER_SECONDS = 8.0


class Pool(stripe.HTTPClient):
    """What the official client sends its requests through.

    Its own client for httpx hands the body over in a way that httpx warns about, and opens an asynchronous pool that
    nobody closes.
    """

    name = "httpx"

    def __init__(self) -> None:
        super().__init__()
        self._wire = httpx.Client(timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS), verify=trusted())

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **_: Any
    ) -> tuple[str, int, Mapping[str, str]]:
        try:
            answer = self._wire.request(method, url, headers=headers, content=post_data or None)
        except httpx.TransportError as error:
            message = f"The line to Stripe broke: {error!r}."
            raise stripe.APIConnectionError(message) from error  # type: ignore[no-untyped-call]
        return answer.text, answer.status_code, answer.headers

    def close(self) -> None:
        self._wire.close()


def open_client(*, secret_key: str, api_base: str, pool: Pool) -> stripe.StripeClient:
    """A client that never repeats: our effects do, under the same key. ``api_base`` empty is Stripe itself."""
    return stripe.StripeClient(
        secret_key, base_addresses={"api": api_base} if api_base else {}, max_network_retries=0, http_client=pool
    )
