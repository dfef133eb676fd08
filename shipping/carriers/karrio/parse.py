"""karrio's one vocabulary into ours."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.errors import OutcomeUnknown
from shipping.carriers.contract import LabelReceipt, Rate, TrackingUpdate
from shipping.carriers.karrio.makes import Make
from shipping.carriers.printing import zpl_of
from shipping.families import family_of_reason
from shipping.statuses import ExceptionKind, TrackingStatus

# Source: karrio.core.units.TrackingStatus; a word that is not here stays unknown, with the carrier's code beside it.
STATUSES = {
    "pending": TrackingStatus.NOT_MOVING,
    "picked_up": TrackingStatus.PICKED_UP,
    "in_transit": TrackingStatus.IN_TRANSIT,
    "out_for_delivery": TrackingStatus.OUT_FOR_DELIVERY,
    "ready_for_pickup": TrackingStatus.AVAILABLE_FOR_PICKUP,
    "on_hold": TrackingStatus.EXCEPTION,
    "delivery_delayed": TrackingStatus.DELAYED,
    "delivery_failed": TrackingStatus.DELIVERY_FAILED,
    "delivered": TrackingStatus.DELIVERED,
    "return_to_sender": TrackingStatus.RETURNED_TO_SENDER,
    "cancelled": TrackingStatus.CANCELED,
}
# Source: karrio.core.units.TrackingIncidentReason.
TROUBLES = {
    "carrier_damaged_parcel": ExceptionKind.DAMAGED,
    "carrier_parcel_lost": ExceptionKind.LOST,
    "carrier_address_not_found": ExceptionKind.ADDRESS_UNKNOWN,
    "consignee_incorrect_address": ExceptionKind.ADDRESS_UNKNOWN,
    "consignee_refused": ExceptionKind.REFUSED,
    "carrier_sorting_error": ExceptionKind.DELAYED,
    "carrier_not_enough_time": ExceptionKind.DELAYED,
    "carrier_vehicle_issue": ExceptionKind.DELAYED,
    "weather_delay": ExceptionKind.DELAYED,
    "natural_disaster": ExceptionKind.DELAYED,
    "consignee_not_home": ExceptionKind.NOT_DELIVERED,
    "consignee_not_available": ExceptionKind.NOT_DELIVERED,
    "consignee_business_closed": ExceptionKind.NOT_DELIVERED,
    "consignee_access_restricted": ExceptionKind.NOT_DELIVERED,
    "customs_delay": ExceptionKind.CUSTOMS,
    "customs_documentation": ExceptionKind.CUSTOMS,
    "customs_duties_unpaid": ExceptionKind.CUSTOMS,
}

_SOLD = re.compile(
    r'"(?:ShipmentIdentificationNumber|masterTrackingNumber|trackingNumber)"\s*:\s*"([^"]+)"'
    r"|<AirwayBillNumber>([^<]+)<"
)


def rates(offers: Sequence[Any], make: Make) -> list[Rate]:
    """Offers with a price, the cheapest of each service; without a price there is nothing to compare."""
    found = [
        Rate(
            service=str(offer.service), amount=Decimal(str(offer.total_charge)),
            currency=offer.currency or make.currency, transit_days=offer.transit_days,
        )
        for offer in offers
        if offer.total_charge is not None and (offer.currency or make.currency)
    ]  # fmt: skip
    dearest_first = sorted(found, key=lambda rate: -rate.amount)
    return list({rate.service: rate for rate in dearest_first}.values())


def label(sold: Any, make: Make, *, service: str, answer: str, now: datetime) -> LabelReceipt:
    """Raises OutcomeUnknown when a label was sold that cannot be read."""
    try:
        printed = base64.b64decode(sold.docs.label or "")
    except (binascii.Error, ValueError) as error:
        raise OutcomeUnknown(
            f"{make.name} sold {sold.tracking_number}, and what is to be printed is broken."
        ) from error
    is_zpl = "ZPL" in str(sold.label_type or "").upper()
    cost, currency = charge(sold, make, answer=answer)
    return LabelReceipt(
        carrier_reference=str(sold.shipment_identifier), tracking_number=str(sold.tracking_number), service=service,
        cost=cost, currency=currency, void_until=now + timedelta(days=make.void_days) if make.void_days else None,
        pdf=b"" if is_zpl else printed, zpl=printed if is_zpl else zpl_of(printed),
    )  # fmt: skip


def charge(sold: Any, make: Make, *, answer: str) -> tuple[Decimal | None, str]:
    """What the label costs: as karrio read it, else as UPS's own answer says, the negotiated price first."""
    rate = sold.selected_rate
    if rate is not None and rate.total_charge is not None:
        return Decimal(str(rate.total_charge)), rate.currency or make.currency
    if make.is_offline:
        return Decimal(0), ""
    for charged in _charges(answer):
        return Decimal(str(charged["MonetaryValue"])), str(charged["CurrencyCode"])
    return None, ""


def _charges(answer: str) -> Iterator[dict[str, Any]]:
    try:
        results = json.loads(answer)["ShipmentResponse"]["ShipmentResults"]
    except (ValueError, KeyError, TypeError):
        return
    for path in (("NegotiatedRateCharges", "TotalCharge"), ("ShipmentCharges", "TotalCharges")):
        found = (results.get(path[0]) or {}).get(path[1])
        if isinstance(found, dict) and found.get("MonetaryValue") and found.get("CurrencyCode"):
            yield found


def sold_number(answer: str) -> str:
    """The number in a carrier's answer that could not be read as a whole; empty when there is none."""
    found = _SOLD.search(answer)
    return next(filter(None, found.groups()), "") if found else ""


def tracking(parcels: Sequence[Any], make: Make) -> list[TrackingUpdate]:
    """Everything that is known, oldest first."""
    updates = [update for parcel in parcels for update in _of_parcel(parcel, make)]
    return sorted(updates, key=lambda update: update.at)


def _of_parcel(parcel: Any, make: Make) -> Iterator[TrackingUpdate]:
    info, images, expected = parcel.info, parcel.images, _day(parcel.estimated_delivery)
    for event in parcel.events:
        status = STATUSES.get(str(event.status)) or make.events.get(str(event.code), TrackingStatus.UNKNOWN)
        is_end = status == TrackingStatus.DELIVERED
        described, location = str(event.description or ""), str(event.location or "")
        at = moment(event)
        yield TrackingUpdate(
            source_event_id=event_id(parcel.tracking_number, at.isoformat(), event.code, described, location),
            tracking_number=str(parcel.tracking_number), status=status, at=at,
            raw_status=str(event.code or event.description or "")[:64], description=described, location=location,
            signed_by=str(getattr(info, "signed_by", "") or "") if is_end else "",
            signature_png=_picture(getattr(images, "signature_image", None)) if is_end else b"",
            photo=_picture(getattr(images, "delivery_image", None)) if is_end else b"",
            trouble=TROUBLES.get(str(event.reason)), family=family_of_reason(str(event.reason)), expected_on=expected,
        )  # fmt: skip


def moment(event: Any) -> datetime:
    """When it happened. Carriers tell the time of the place without its zone; it is taken for UTC."""
    text = str(event.timestamp or f"{event.date}T00:00:00")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = datetime.fromisoformat(str(event.date))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def event_id(*parts: Any) -> str:
    """The same for the same event however often it is told; carriers give none."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:40]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(str(text or "")[:10])
    except ValueError:
        return None


def _picture(encoded: str | None) -> bytes:
    try:
        return base64.b64decode(encoded or "")
    except (binascii.Error, ValueError):
        return b""
