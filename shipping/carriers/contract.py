"""What any carrier can be asked, in our own words. One folder per carrier answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol

from core.errors import Declined, InvalidInput
from shipping.statuses import ExceptionFamily, ExceptionKind, TrackingStatus


class CarrierRefused(Declined):
    """The carrier says no, in its own words; ``context['field']`` names what it did not like."""

    code = "carrier_refused"


class ForgedWebhook(InvalidInput):
    """The signature is missing, wrong or too old: nothing of the message may be believed."""

    code = "forged_webhook"
    status = 400


class UnreadableWebhook(InvalidInput):
    """Signed by the carrier, but not in words we know."""

    code = "unreadable_webhook"
    status = 400


@dataclass(frozen=True, kw_only=True)
class Account:
    """Our contract with one carrier, as its adapter needs it. The credentials are in no text that is made of it."""

    code: str
    carrier: str
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a parcel comes from or goes to; ``country`` is ISO 3166."""

    name: str
    line1: str
    city: str
    country: str
    postal_code: str = ""
    company: str = ""
    line2: str = ""
    region: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class ParcelSize:
    """Weight in grams; lengths in millimeters, 0 when nobody measured."""

    weight_grams: int
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0


@dataclass(frozen=True, kw_only=True)
class CustomsItem:
    """Goods of one SKU in the parcel, as customs ask for them; ``value`` is of one unit, ``origin`` ISO 3166."""

    sku: str
    description: str
    quantity: int
    value: Decimal
    weight_grams: int
    hs_code: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class Customs:
    """What crosses the border and why (``sale, gift, sample, return, repair``); amounts in ``currency``."""

    reason: str
    currency: str
    items: Sequence[CustomsItem]
    invoice: str = ""


@dataclass(frozen=True, kw_only=True)
class Shipment:
    """One parcel on its way from a warehouse to a customer.

    ``instructions`` are for the driver, of any length: an adapter cuts them to what its carrier prints.
    """

    service: str
    reference: str
    shipper: Place
    recipient: Place
    parcel: ParcelSize
    requires_signature: bool = False
    leave_at_door: bool = False
    instructions: str = ""
    customs: Customs | None = None

    @property
    def driver_words(self) -> str:
        """What the driver reads: that the parcel may be left at the door, before whatever else was asked."""
        at_door = "Leave at the door." if self.leave_at_door and not self.requires_signature else ""
        return f"{at_door} {self.instructions}".strip()


@dataclass(frozen=True, kw_only=True)
class Rate:
    """What a service costs, in the carrier's currency; ``transit_days`` are working days, None when it does not say."""

    service: str
    amount: Decimal
    currency: str
    transit_days: int | None


@dataclass(frozen=True, kw_only=True)
class LabelReceipt:
    """A label that was bought: its number, its price (None when the carrier tells it later), and what is printed."""

    carrier_reference: str
    tracking_number: str
    service: str
    cost: Decimal | None
    currency: str
    void_until: datetime | None
    is_voided: bool = False
    pdf: bytes = b""
    zpl: bytes = b""


@dataclass(frozen=True, kw_only=True)
class HandOverReceipt:
    """What the carrier took, and what it left with which reason."""

    accepted: tuple[str, ...]
    refused: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class PickupWish:
    """A truck wanted at a warehouse; times are the warehouse's own, ``weight_grams`` of all parcels together."""

    reference: str
    place: Place
    day: date
    ready_at: time
    close_at: time
    parcels: int = 1
    weight_grams: int = 1000


@dataclass(frozen=True, kw_only=True)
class TrackingUpdate:
    """One thing that happened to a parcel; ``source_event_id`` is the same however we hear of it."""

    source_event_id: str
    tracking_number: str
    status: TrackingStatus
    raw_status: str
    at: datetime
    description: str = ""
    location: str = ""
    signed_by: str = ""
    signature_png: bytes = b""
    trouble: ExceptionKind | None = None
    family: ExceptionFamily | None = None
    photo: bytes = b""
    expected_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class WebhookEnvelope:
    """A webhook whose signature is right; its updates are read later, from ``raw``."""

    event_id: str
    kind: str


class Carrier(Protocol):
    """Raises Unavailable (nothing happened, or repeating is safe), CarrierRefused, Misconfigured, OutcomeUnknown.

    ``finds_by_key`` says whether the carrier can be asked what a key has bought. One that cannot is never asked
    twice for the same label: an answer that was lost is left to a person. ``repeats_hand_over`` says the same of
    manifests (whether telling one twice is telling it once), ``books_once`` of pickups (whether booking again under
    the same key is booking once).
    """

    finds_by_key: bool
    repeats_hand_over: bool
    books_once: bool

    def quote(self, shipment: Shipment) -> Sequence[Rate]:
        """What each service would cost; ``shipment.service`` is not looked at."""

    def buy(self, shipment: Shipment, *, key: str) -> LabelReceipt:
        """Buy a label, once per ``key`` where the carrier ``finds_by_key``."""

    def find(self, *, key: str) -> LabelReceipt | None:
        """The label that ``key`` has bought, or None when it bought nothing."""

    def void(self, carrier_reference: str, *, key: str) -> None:
        """Take a label back once per ``key``; already void is fine."""

    def hand_over(self, tracking_numbers: Sequence[str], *, manifest: str, shipper: Place, key: str) -> HandOverReceipt:
        """Tell which parcels left with the truck; twice is once where the carrier ``repeats_hand_over``."""

    def book_pickup(self, wish: PickupWish, *, key: str) -> str:
        """The carrier's number for a truck that will come."""

    def cancel_pickup(self, confirmation: str, wish: PickupWish, *, key: str) -> None:
        """The truck need not come; canceled before is fine."""

    def track(self, tracking_number: str) -> Sequence[TrackingUpdate]:
        """Everything the carrier knows of a parcel, oldest first."""

    def open_webhook(self, body: bytes, *, headers: Mapping[str, str], now: datetime) -> WebhookEnvelope:
        """Check the signature. Raises ForgedWebhook or UnreadableWebhook."""

    def parse_webhook(self, body: bytes) -> Sequence[TrackingUpdate]:
        """Read a webhook whose signature was checked. Raises UnreadableWebhook."""
