"""EasyPost over HTTP. Our key is the shipment's reference, so what it has bought is found again by it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote as quoted

from core.errors import OmsError, OutcomeUnknown, Unavailable
from shipping.carriers.contract import (
    Account,
    CarrierRefused,
    HandOverReceipt,
    LabelReceipt,
    PickupWish,
    Place,
    Rate,
    Shipment,
    TrackingUpdate,
    UnreadableWebhook,
    WebhookEnvelope,
)
from shipping.carriers.easypost import build, parse, webhook
from shipping.carriers.easypost.reading import told_by
from shipping.carriers.easypost.wire import Wire
from shipping.carriers.messages import read_message
from shipping.carriers.printing import is_pdf, zpl_of

_BOUGHT_BEFORE = "SHIPMENT.POSTAGE.EXISTS"


class EasyPostCarrier:
    """See ``shipping.carriers.contract.Carrier``."""

    finds_by_key = True
    repeats_hand_over = True
    books_once = False

    def __init__(self, account: Account) -> None:
        self.account = account
        self.wire = Wire(account)

    def quote(self, shipment: Shipment) -> Sequence[Rate]:
        asked = build.shipment(shipment, reference=f"quote-{shipment.reference}")
        return parse.rates(self.wire.ask("POST", "/shipments", asked)["rates"])

    def buy(self, shipment: Shipment, *, key: str) -> LabelReceipt:
        """One shipment for each key, and a shipment is bought once: EasyPost refuses the second time."""
        known = self._shipment(key) or self.wire.ask("POST", "/shipments", build.shipment(shipment, reference=key))
        if not parse.is_bought(known):
            rate = {"rate": {"id": parse.rate_id(known, shipment.service)}}
            try:
                known = self.wire.act("POST", f"/shipments/{known['id']}/buy", rate)
            except CarrierRefused as error:
                if error.context.get("carrier_code") != _BOUGHT_BEFORE:
                    raise
                known = self.wire.ask("GET", f"/shipments/{known['id']}")
        return self._receipt(known)

    def find(self, *, key: str) -> LabelReceipt | None:
        known = self._shipment(key)
        return self._receipt(known) if known is not None and parse.is_bought(known) else None

    def void(self, carrier_reference: str, *, key: str) -> None:
        """A label that was given back before is given back."""
        known = self.wire.ask("GET", f"/shipments/{carrier_reference}")
        if known.get("refund_status") not in {"submitted", "refunded"}:
            known = self.wire.act("POST", f"/shipments/{carrier_reference}/refund")
        parse.ensure_taken_back(known)

    def hand_over(self, tracking_numbers: Sequence[str], *, manifest: str, shipper: Place, key: str) -> HandOverReceipt:
        """A carrier's own first scan is the hand-over: parcels of one account are of many carriers."""
        return HandOverReceipt(accepted=tuple(tracking_numbers), refused={})

    def book_pickup(self, wish: PickupWish, *, key: str) -> str:
        raise CarrierRefused("EasyPost's pickups belong to one shipment each: book the truck with its carrier.")

    def cancel_pickup(self, confirmation: str, wish: PickupWish, *, key: str) -> None:
        raise CarrierRefused("EasyPost has no pickup of ours: cancel it with its carrier.")

    def track(self, tracking_number: str) -> Sequence[TrackingUpdate]:
        """Making a tracker for a number that has one gives the one it has."""
        return parse.tracker(self.wire.ask("POST", "/trackers", {"tracker": {"tracking_code": tracking_number}}))

    def open_webhook(self, body: bytes, *, headers: Mapping[str, str], now: datetime) -> WebhookEnvelope:
        secret = str(self.account.credentials.get("webhook_secret") or "")
        return webhook.open_envelope(body, headers=headers, secret=secret)

    def parse_webhook(self, body: bytes) -> Sequence[TrackingUpdate]:
        message = read_message(body)
        if not str(message.get("description") or "").startswith("tracker."):
            return []
        try:
            return told_by(200, message).updates
        except UnreadableWebhook:
            raise
        except OmsError as error:
            raise UnreadableWebhook(error.message, field="result") from error

    def _shipment(self, key: str) -> Any | None:
        return self.wire.look(f"/shipments/{quoted(key, safe='')}")

    def _receipt(self, shipment: Mapping[str, Any]) -> LabelReceipt:
        """The label with its paper. Raises OutcomeUnknown while that cannot be fetched: it is looked for by key."""
        url = parse.paper_url(shipment)
        if not url:
            raise OutcomeUnknown("EasyPost sold a label without a paper.")
        try:
            paper = self.wire.fetch(url)
        except Unavailable as error:
            raise OutcomeUnknown(error.message) from error
        return parse.label(shipment, pdf=paper, zpl=zpl_of(paper)) if is_pdf(paper) else parse.label(shipment)
