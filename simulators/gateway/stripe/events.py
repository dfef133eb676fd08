"""Webhooks in Stripe's envelope."""

from typing import Any

from simulators.gateway.stripe.things import new_id, now
from simulators.webhooks import Event

API_VERSION = "2026-08-26.dahlia"


def stripe_event(event: Event) -> dict[str, Any]:
    """An event with the thing as it was then and the key of the request that caused it."""
    return {
        "id": new_id("evt"), "object": "event", "api_version": API_VERSION, "created": now(),
        "data": {"object": event.data}, "livemode": False, "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": event.key}, "type": event.type,
    }  # fmt: skip
