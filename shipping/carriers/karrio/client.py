"""UPS, FedEx, USPS, DHL Express and our own offline carrier, all through karrio."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from core.errors import Misconfigured, OutcomeUnknown, Unavailable
from shipping.carriers.contract import (
    Account,
    CarrierRefused,
    ForgedWebhook,
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
from shipping.carriers.karrio import build, parse
from shipping.carriers.karrio.makes import MAKES
from shipping.carriers.karrio.reactions import ensure_came_through, refuse
from shipping.carriers.karrio.tamed import Cache, WireTracer, sdk
from shipping.carriers.karrio.wire import Wire

# Tokens, by account and credentials: they live for hours, and asking for one is a call of its own.
_TOKENS: dict[str, Cache] = {}
_DONE_BEFORE = re.compile(r"already\b.*\b(void|cancel)|\b(void|cancel)\w*\b.*\balready", re.IGNORECASE)
# What carriers say of a number they have not heard of yet: no news, and no trouble.
_NO_NEWS = re.compile(r"not found|no (tracking )?(information|shipments?)", re.IGNORECASE)


class KarrioCarrier:
    """See ``shipping.carriers.contract.Carrier``. No carrier behind karrio can be asked by key."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.make = MAKES[account.carrier]
        # What the offline carrier makes costs nothing and is known to nobody else: making it again is harmless.
        self.finds_by_key = self.make.is_offline
        # A second manifest of the same parcels is one more, or a refusal; those without any are told nothing.
        self.repeats_hand_over = not self.make.has_manifest
        # Our own van comes anyway: nobody is told, so telling twice is telling once.
        self.books_once = self.make.is_offline

    def quote(self, shipment: Shipment) -> Sequence[Rate]:
        try:
            offers = self._ask(sdk.Rating.fetch(build.rates(shipment)))
        except OutcomeUnknown as error:
            raise Unavailable(error.message) from error
        return parse.rates(offers, self.make)

    def buy(self, shipment: Shipment, *, key: str) -> LabelReceipt:
        wire = self._wire()
        kind = str(self.account.options.get("label_type") or "PDF")
        wanted = sdk.Shipment.create(build.label(shipment, self.make, label_type=kind))
        try:
            sold = self._ask(wanted, wire=wire)
        except OutcomeUnknown as error:
            raise self._with_number(error, wire) from error
        answer = wire.answers[-1] if wire.answers else ""
        return parse.label(sold, self.make, service=shipment.service, answer=answer, now=datetime.now(tz=UTC))

    def find(self, *, key: str) -> LabelReceipt | None:
        if self.finds_by_key:
            return None
        raise OutcomeUnknown(f"{self.make.name} cannot be asked what a key has bought: look in its own portal.")

    def void(self, carrier_reference: str, *, key: str) -> None:
        if self.make.is_offline:
            return
        if self.make.void_days is None:
            raise CarrierRefused(f"{self.make.name} takes no label back by wire: cancel it in its own portal.")
        try:
            self._ask(sdk.Shipment.cancel({"shipment_identifier": carrier_reference}))
        except CarrierRefused as error:
            if not _DONE_BEFORE.search(error.message):
                raise

    def hand_over(self, tracking_numbers: Sequence[str], *, manifest: str, shipper: Place, key: str) -> HandOverReceipt:
        """Where the carrier wants no manifest, its own first scan is the hand-over."""
        if self.make.has_manifest:
            self._ask(sdk.Manifest.create(build.manifest(list(tracking_numbers), shipper=shipper, reference=manifest)))
        return HandOverReceipt(accepted=tuple(tracking_numbers), refused={})

    def book_pickup(self, wish: PickupWish, *, key: str) -> str:
        if self.make.is_offline:
            return f"{self.account.code}-{wish.day:%Y%m%d}"
        if not self.make.comes:
            raise CarrierRefused(f"{self.make.name} books no pickup by wire: book it in its own portal.")
        booked = self._ask(sdk.Pickup.schedule(build.pickup(wish)))
        number = str(booked.confirmation_number or "")
        if not number:
            raise OutcomeUnknown(f"{self.make.name} booked a pickup and gave no number.")
        return number

    def cancel_pickup(self, confirmation: str, wish: PickupWish, *, key: str) -> None:
        if self.make.is_offline:
            return
        try:
            self._ask(sdk.Pickup.cancel(build.pickup_cancel(confirmation, wish)))
        except CarrierRefused as error:
            if not _DONE_BEFORE.search(error.message):
                raise

    def track(self, tracking_number: str) -> Sequence[TrackingUpdate]:
        if not self.make.tracks:
            return []
        asked = sdk.Tracking.fetch({"tracking_numbers": [tracking_number]})
        try:
            return parse.tracking(self._ask(asked), self.make)
        except (CarrierRefused, OutcomeUnknown) as error:
            if _NO_NEWS.search(error.message):
                return []
            if isinstance(error, CarrierRefused):
                raise
            raise Unavailable(error.message) from error

    def open_webhook(self, body: bytes, *, headers: Mapping[str, str], now: datetime) -> WebhookEnvelope:
        raise ForgedWebhook(f"{self.make.name} sends us no webhooks: its parcels are asked about.")

    def parse_webhook(self, body: bytes) -> Sequence[TrackingUpdate]:
        raise UnreadableWebhook(f"{self.make.name} sends us no webhooks.")

    def _ask(self, request: Any, *, wire: Wire | None = None) -> Any:
        """What karrio makes of the answer; raises by reaction when there is none."""
        wire = wire or self._wire()
        gateway = self._gateway(wire)
        # karrio begins an event loop of its own, which a thread that has one already does not allow.
        with ThreadPoolExecutor(max_workers=1) as apart:
            details, messages = apart.submit(lambda: request.from_(gateway).parse()).result()
        ensure_came_through(messages, wire=wire, make=self.make)
        if not details and messages:
            refuse(messages, wire=wire, make=self.make)
        if details is None:
            raise OutcomeUnknown(f"{self.make.name} gave an answer without a result.")
        return details

    def _with_number(self, error: OutcomeUnknown, wire: Wire) -> OutcomeUnknown:
        """An answer that cannot be read may still tell the number that was sold."""
        number = parse.sold_number(wire.answers[-1]) if wire.answers else ""
        if not number:
            return error
        return OutcomeUnknown(f"{self.make.name} sold {number}, but: {error.message}", tracking_number=number)

    def _wire(self) -> Wire:
        return Wire(name=self.make.name, base_url=str(self.account.options.get("base_url") or ""))

    def _gateway(self, wire: Wire) -> Any:
        missing = [name for name in self.make.credentials if not self.account.credentials.get(name)]
        if missing:
            raise Misconfigured(f"The account {self.account.code} lacks credentials: {', '.join(missing)}.")
        told = build.settings(self.account, self.make, cache_name=self.make.name)
        return sdk.gateway[self.account.carrier].create(told, tracer=WireTracer(wire), cache=self._tokens())

    def _tokens(self) -> Cache:
        secret = repr(sorted(self.account.credentials.items())) + str(self.account.options.get("base_url"))
        return _TOKENS.setdefault(hashlib.sha256(f"{self.account.code}{secret}".encode()).hexdigest(), Cache())
