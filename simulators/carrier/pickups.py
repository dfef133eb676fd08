"""Trucks that come: booked once per key, canceled once."""

import hashlib
from typing import Any

from simulators.http import Refused
from simulators.operations import Outcome
from simulators.truth import Truth, now_text


def book(truth: Truth, wanted: dict[str, Any], *, key: str) -> Outcome:
    """Send a truck to an address on a day. Raises Refused for a wish without one."""
    for field in ("address", "day", "ready_at", "close_at"):
        if not wanted.get(field):
            raise Refused(422, "missing_field", f"{field} is required.", field=field)
    if wanted["address"].get("country") == "XX":
        raise Refused(422, "not_served", "No truck of ours goes there.", field="address.country")
    number = int(hashlib.sha256(key.encode()).hexdigest(), 16) % 10**9
    pickup = {
        "id": f"PU{number:09d}", "day": wanted["day"], "ready_at": wanted["ready_at"], "close_at": wanted["close_at"],
        "parcels": wanted.get("parcels", 1), "reference": wanted.get("reference"), "status": "booked",
        "idempotency_key": key, "created_at": now_text(),
    }  # fmt: skip
    truth.keep("pickup", pickup)
    return Outcome(pickup, movements=(movement("book_pickup", pickup),))


def cancel(truth: Truth, pickup_id: str, *, key: str) -> Outcome:
    """The truck stays away; canceled before is fine. Raises Refused for an unknown one."""
    pickup = truth.find("pickup", pickup_id)
    if pickup is None:
        raise Refused(404, "not_found", "There is no such pickup.")
    canceled = {**pickup, "status": "canceled"}
    truth.keep("pickup", canceled)
    return Outcome(canceled, movements=(movement("cancel_pickup", canceled),))


def movement(operation: str, pickup: dict[str, Any]) -> dict[str, Any]:
    """The line of the truth log for a pickup."""
    return {
        "operation": operation, "id": pickup["id"], "key": pickup["idempotency_key"], "day": pickup["day"],
        "reference": pickup["reference"], "outcome": pickup["status"],
    }  # fmt: skip
