"""Short forms of the carrier's calls."""

from typing import Any
from uuid import uuid4

import httpx

from simulators.tests.processes import Simulator


def label_request(**changes: Any) -> dict[str, Any]:
    return {
        "service": "standard",
        "reference": "SO-1/P1",
        "shipper": {
            "name": "Ware & House",
            "line1": "1 Dock Road",
            "city": "London",
            "postal_code": "N1 1AA",
            "country": "GB",
        },
        "recipient": {
            "name": "Zoë Müller",
            "line1": "Straße 5",
            "city": "Berlin",
            "postal_code": "10115",
            "country": "DE",
        },
        "parcel": {"weight_grams": 1250, "length_mm": 300, "width_mm": 200, "height_mm": 100},
        "signature_required": False,
        "formats": ["zpl"],
        **changes,
    }


def buy(carrier: Simulator, key: str | None = None, **changes: Any) -> httpx.Response:
    return carrier.client.post(
        "/v1/labels", json=label_request(**changes), headers={"Idempotency-Key": key or uuid4().hex}
    )


def void(carrier: Simulator, label_id: str, key: str | None = None) -> httpx.Response:
    return carrier.client.post(f"/v1/labels/{label_id}/void", headers={"Idempotency-Key": key or uuid4().hex})


def hand_over(carrier: Simulator, *numbers: str) -> dict[str, Any]:
    return carrier.client.post("/v1/handovers", json={"tracking_numbers": numbers, "manifest": "M-1"}).json()


def advance(carrier: Simulator, number: str, steps: int | str = 1) -> httpx.Response:
    return carrier.client.post("/_control/advance", json={"tracking_numbers": [number], "steps": steps})


def statuses(carrier: Simulator, number: str) -> list[str]:
    return [event["status"] for event in carrier.client.get(f"/v1/tracking/{number}").json()["events"]]
