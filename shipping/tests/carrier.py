"""The carrier simulator's back door, and webhooks as it would send them."""

import hashlib
import hmac
import json
import time

import httpx


class CarrierControl:
    """What really happened at the carrier, and switches for what shall go wrong."""

    def __init__(self, url: str, secret: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=10)
        self.secret = secret

    def reset(self) -> None:
        self.client.delete("/_truth")
        self.client.delete("/_control/faults")
        self.client.post("/_control/exceptions", json={"rate": 0})

    def truth(self, operation: str) -> list[dict]:
        return [line for line in self.client.get("/_truth").json() if line["operation"] == operation]

    def fault(self, operation: str, mode: str, **options) -> None:
        self.client.post("/_control/faults", json={"operation": operation, "mode": mode, **options}).raise_for_status()

    def trouble(self, number: str, kind: str) -> None:
        self.client.post("/_control/exceptions", json={"tracking_number": number, "kind": kind}).raise_for_status()

    def advance(self, number: str, steps: int | str = "delivered") -> None:
        self.client.post("/_control/advance", json={"tracking_numbers": [number], "steps": steps}).raise_for_status()

    def events(self, number: str) -> list[dict]:
        return self.client.get(f"/v1/tracking/{number}").json()["events"]

    def signed(self, event: dict, *, event_id: str = "evt_1", at: float | None = None, secret: str = "") -> dict:
        """Arguments of a test client's ``post``: a webhook with this tracking event."""
        body = json.dumps({"id": event_id, "type": "tracking.updated", "data": event}).encode()
        moment = int(time.time() if at is None else at)
        key = (secret or self.secret).encode()
        digest = hmac.new(key, f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
        return {
            "data": body,
            "content_type": "application/json",
            "headers": {"Sim-Signature": f"t={moment},v1={digest}"},
        }
