"""Short forms of the gateway's calls."""

from uuid import uuid4

import httpx

from simulators.tests.processes import Simulator


def post(gateway: Simulator, path: str, body: dict[str, object], key: str | None = None) -> httpx.Response:
    headers = {"Authorization": "Bearer test", "Idempotency-Key": key or uuid4().hex}
    return gateway.client.post(path, json=body, headers=headers)


def get(gateway: Simulator, path: str, **query: str) -> httpx.Response:
    return gateway.client.get(path, params=query, headers={"Authorization": "Bearer test"})


def authorize(
    gateway: Simulator, amount: str = "50.00", *, token: str = "tok_visa", currency: str = "EUR", key: str | None = None
) -> httpx.Response:
    body: dict[str, object] = {"amount": amount, "currency": currency, "token": token, "reference": "SO-1"}
    return post(gateway, "/v1/authorizations", body, key)


def capture(gateway: Simulator, authorization: str, amount: str, key: str | None = None) -> httpx.Response:
    return post(gateway, f"/v1/authorizations/{authorization}/captures", {"amount": amount}, key)


def refund(gateway: Simulator, capture_id: str, amount: str, key: str | None = None) -> httpx.Response:
    return post(gateway, f"/v1/captures/{capture_id}/refunds", {"amount": amount}, key)
