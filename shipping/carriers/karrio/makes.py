"""What differs from carrier to carrier behind karrio: credentials, how long a label can be given back, names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shipping.statuses import TrackingStatus


@dataclass(frozen=True, kw_only=True)
class Make:
    """One carrier as karrio knows it.

    ``credentials`` are secret and sealed; ``options`` are plain and typed by the account's keeper. ``void_days`` is
    None where labels cannot be given back by wire. ``signature`` are karrio's options for a signature on delivery,
    ``at_door`` those to leave a parcel without anybody. ``comes`` says that a pickup can be booked by wire.
    """

    name: str
    credentials: tuple[str, ...] = ()
    may_have: tuple[str, ...] = ()
    options: tuple[str, ...] = ("account_country_code",)
    void_days: int | None = None
    has_manifest: bool = False
    tracks: bool = True
    comes: bool = False
    is_offline: bool = False
    # What stands in a no of a carrier that says no with status 200.
    refusal_mark: str = ""
    signature: Mapping[str, Any] = field(default_factory=dict)
    at_door: Mapping[str, Any] = field(default_factory=dict)
    wrong_credentials: frozenset[str] = frozenset()
    events: Mapping[str, TrackingStatus] = field(default_factory=dict)
    currency: str = ""


# Words of the road that karrio does not read. Source: USPS, Publication 199, “Tracking event codes”.
_USPS_EVENTS = {
    "GX": TrackingStatus.NOT_MOVING, "MA": TrackingStatus.NOT_MOVING, "03": TrackingStatus.PICKED_UP,
    "10": TrackingStatus.IN_TRANSIT, "07": TrackingStatus.IN_TRANSIT, "A1": TrackingStatus.IN_TRANSIT,
    "L1": TrackingStatus.IN_TRANSIT, "T1": TrackingStatus.IN_TRANSIT, "NT": TrackingStatus.IN_TRANSIT,
    "U1": TrackingStatus.IN_TRANSIT, "OA": TrackingStatus.PICKED_UP, "OF": TrackingStatus.OUT_FOR_DELIVERY,
    "01": TrackingStatus.DELIVERED, "02": TrackingStatus.DELIVERY_FAILED, "14": TrackingStatus.AVAILABLE_FOR_PICKUP,
    "08": TrackingStatus.DELAYED, "04": TrackingStatus.RETURNED_TO_SENDER, "09": TrackingStatus.RETURNED_TO_SENDER,
    "21": TrackingStatus.RETURNED_TO_SENDER, "22": TrackingStatus.RETURNED_TO_SENDER,
    "29": TrackingStatus.RETURNED_TO_SENDER,
}  # fmt: skip
# Sources of the days: UPS, “Void a shipment” (28 days); USPS, “Request a domestic refund” of online labels (30 days);
# FedEx, Ship API “Cancel shipment” (until the parcel is tendered: the day it is bought).
MAKES: dict[str, Make] = {
    "ups": Make(
        name="UPS",
        credentials=("client_id", "client_secret", "account_number"),
        void_days=28,
        signature={"ups_delivery_confirmation": "1"},
        comes=True,
        wrong_credentials=frozenset({"250001", "250002", "250003", "250005", "10401"}),
    ),
    "usps": Make(
        name="USPS",
        credentials=("client_id", "client_secret", "account_number", "CRID", "MID", "manifest_MID"),
        options=("account_country_code", "account_type"),
        void_days=30,
        has_manifest=True,
        signature={"usps_signature_confirmation": True},
        at_door={"usps_carrier_release": True},
        wrong_credentials=frozenset({"invalid_client", "unauthorized_client"}),
        currency="USD",
        events=_USPS_EVENTS,
    ),
    "fedex": Make(
        name="FedEx",
        credentials=("api_key", "secret_key", "account_number"),
        may_have=("track_api_key", "track_secret_key"),
        void_days=1,
        signature={"fedex_signature_option": "DIRECT"},
        at_door={"fedex_signature_option": "NO_SIGNATURE_REQUIRED"},
        comes=True,
        wrong_credentials=frozenset({"NOT.AUTHORIZED.ERROR", "FORBIDDEN.ERROR", "LOGIN.REAUTHENTICATE.ERROR"}),
    ),
    "dhl_express": Make(
        name="DHL Express",
        credentials=("site_id", "password", "account_number"),
        refusal_mark="<Condition",
        signature={"dhl_delivery_signature": True},
        at_door={"dhl_no_signature_required": True},
        comes=True,
    ),
    "generic": Make(
        name="Own carrier",
        options=("account_country_code", "services"),
        tracks=False,
        is_offline=True,
    ),
}
