"""The simulated carrier over HTTP; each operation builds, calls and parses."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from shipping.carriers.contract import (
    CarrierRefused,
    HandOverReceipt,
    LabelReceipt,
    PickupWish,
    Place,
    Rate,
    Shipment,
    TrackingUpdate,
    WebhookEnvelope,
)
from shipping.carriers.simulated import build, parse, webhook
from shipping.carriers.simulated.wire import Wire


class SimulatedCarrier:
    """See ``shipping.carriers.contract.Carrier``; the address is ``settings.CARRIER_URL``."""

    finds_by_key = True
    repeats_hand_over = True
    books_once = True

    def __init__(self) -> None:
        self.wire = Wire()

    def quote(self, shipment: Shipment) -> Sequence[Rate]:
        return parse.rates(self.wire.ask("POST", "/v1/rates", build.rates(shipment)))

    def buy(self, shipment: Shipment, *, key: str) -> LabelReceipt:
        return parse.label(self.wire.act("/v1/labels", build.label(shipment), key=key))

    def find(self, *, key: str) -> LabelReceipt | None:
        answer = self.wire.look("/v1/labels", key=key)
        return None if answer is None else parse.label(answer)

    def void(self, carrier_reference: str, *, key: str) -> None:
        try:
            self.wire.act(f"/v1/labels/{carrier_reference}/void", {}, key=key)
        except CarrierRefused as error:
            if error.context.get("carrier_code") != "already_voided":
                raise

    def hand_over(self, tracking_numbers: Sequence[str], *, manifest: str, shipper: Place, key: str) -> HandOverReceipt:
        wanted: dict[str, Any] = {"tracking_numbers": list(tracking_numbers), "manifest": manifest}
        return parse.hand_over(self.wire.act("/v1/handovers", wanted, key=key))

    def book_pickup(self, wish: PickupWish, *, key: str) -> str:
        return parse.pickup(self.wire.act("/v1/pickups", build.pickup(wish), key=key))

    def cancel_pickup(self, confirmation: str, wish: PickupWish, *, key: str) -> None:
        self.wire.act(f"/v1/pickups/{confirmation}/cancel", {}, key=key)

    def track(self, tracking_number: str) -> Sequence[TrackingUpdate]:
        answer = self.wire.look(f"/v1/tracking/{tracking_number}")
        return [parse.tracking(event) for event in (answer or {}).get("events", [])]

    def open_webhook(self, body: bytes, *, headers: Mapping[str, str], now: datetime) -> WebhookEnvelope:
        return webhook.open_envelope(body, headers=headers, secret=settings.CARRIER_WEBHOOK_SECRET, now=now)

    def parse_webhook(self, body: bytes) -> Sequence[TrackingUpdate]:
        return webhook.updates(body)
