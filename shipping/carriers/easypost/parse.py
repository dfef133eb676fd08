"""EasyPost's words into ours. Raises OutcomeUnknown where an answer makes no sense."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from core.errors import OutcomeUnknown
from shipping.carriers.contract import CarrierRefused, LabelReceipt, Rate, TrackingUpdate
from shipping.families import family_of_reason
from shipping.statuses import ExceptionKind, TrackingStatus

# Source: EasyPost, “Tracker object”, statuses. ``error`` says that nobody can track it: it stays unknown.
STATUSES = {
    "pre_transit": TrackingStatus.NOT_MOVING,
    "in_transit": TrackingStatus.IN_TRANSIT,
    "out_for_delivery": TrackingStatus.OUT_FOR_DELIVERY,
    "available_for_pickup": TrackingStatus.AVAILABLE_FOR_PICKUP,
    "delivered": TrackingStatus.DELIVERED,
    "return_to_sender": TrackingStatus.RETURNED_TO_SENDER,
    "failure": TrackingStatus.DELIVERY_FAILED,
    "cancelled": TrackingStatus.CANCELED,
}
# Source: EasyPost, “Tracker object”, status details.
TROUBLES = {
    "address_correction": ExceptionKind.ADDRESS_UNKNOWN,
    "address_unavailable": ExceptionKind.ADDRESS_UNKNOWN,
    "damaged": ExceptionKind.DAMAGED,
    "delayed": ExceptionKind.DELAYED,
    "weather_delay": ExceptionKind.DELAYED,
    "lost": ExceptionKind.LOST,
    "refused": ExceptionKind.REFUSED,
    "unable_to_deliver": ExceptionKind.NOT_DELIVERED,
    "missed_delivery": ExceptionKind.NOT_DELIVERED,
}
# Source: EasyPost, “Refund a shipment”: USPS takes a label back for 30 days, UPS and FedEx for 90.
VOID_DAYS = {"USPS": 30, "UPS": 90, "UPSDAP": 90, "FedEx": 90, "FedExDefault": 90}
_SENSELESS = (KeyError, TypeError, ValueError, AttributeError, InvalidOperation)


def service_of(rate: Mapping[str, Any]) -> str:
    """A service's name is only its carrier's own: both together are one."""
    return f"{rate['carrier']}/{rate['service']}"


def rates(offers: Sequence[Mapping[str, Any]]) -> list[Rate]:
    """The cheapest offer of each service."""
    try:
        found = [
            Rate(
                service=service_of(offer), amount=Decimal(offer["rate"]), currency=offer["currency"],
                transit_days=offer.get("delivery_days") or offer.get("est_delivery_days"),
            )
            for offer in offers
        ]  # fmt: skip
    except _SENSELESS as error:
        raise senseless(error) from error
    return list({rate.service: rate for rate in sorted(found, key=lambda rate: -rate.amount)}.values())


def rate_id(shipment: Mapping[str, Any], service: str) -> str:
    """The offer to buy. Raises CarrierRefused, with what is offered instead, when there is none for the service."""
    offers = [offer for offer in shipment.get("rates") or [] if service_of(offer) == service]
    if not offers:
        names = sorted({service_of(offer) for offer in shipment.get("rates") or []})
        told = [str(one.get("message")) for one in shipment.get("messages") or [] if one.get("message")]
        words = f"“{service}” is not offered for this parcel. Offered: {', '.join(names) or 'nothing'}."
        raise CarrierRefused(" ".join([words, *told]), field="service")
    return str(min(offers, key=lambda offer: Decimal(offer["rate"]))["id"])


def is_bought(shipment: Mapping[str, Any]) -> bool:
    return bool(shipment.get("postage_label")) and bool(shipment.get("tracking_code"))


def paper_url(shipment: Mapping[str, Any]) -> str:
    label = shipment.get("postage_label") or {}
    return str(label.get("label_pdf_url") or label.get("label_url") or "")


def label(shipment: Mapping[str, Any], *, pdf: bytes = b"", zpl: bytes = b"") -> LabelReceipt:
    try:
        rate, sold_at = shipment["selected_rate"], moment(shipment["postage_label"]["created_at"])
        days = VOID_DAYS.get(rate["carrier"])
        return LabelReceipt(
            carrier_reference=shipment["id"], tracking_number=shipment["tracking_code"], service=service_of(rate),
            cost=Decimal(rate["rate"]), currency=rate["currency"],
            void_until=sold_at + timedelta(days=days) if days else None,
            # A refund that is refused leaves the label as it is.
            is_voided=shipment.get("refund_status") in {"submitted", "refunded"}, pdf=pdf, zpl=zpl,
        )  # fmt: skip
    except _SENSELESS as error:
        raise senseless(error) from error


def ensure_taken_back(shipment: Mapping[str, Any]) -> None:
    """Raises CarrierRefused when the refund was refused."""
    word = str(shipment.get("refund_status") or "")
    if word in {"submitted", "refunded"}:
        return
    raise CarrierRefused(f"The label is not taken back: {word.replace('_', ' ') or 'no reason was given'}.")


def tracker(told: Mapping[str, Any]) -> list[TrackingUpdate]:
    """Everything a tracker knows, oldest first. Without details its own status is the only news there is."""
    try:
        number = str(told["tracking_code"])
        details = [one for one in told.get("tracking_details") or [] if one]
        if not details and told.get("status") not in {None, "unknown", "pre_transit"}:
            details = [{**told, "datetime": told["updated_at"], "message": told.get("status_detail")}]
        expected = _day(told.get("est_delivery_date"))
        updates = [
            update(number, one, signed_by=str(told.get("signed_by") or ""), expected_on=expected) for one in details
        ]
    except _SENSELESS as error:
        raise senseless(error) from error
    return sorted(updates, key=lambda one: one.at)


def update(number: str, told: Mapping[str, Any], *, signed_by: str, expected_on: date | None) -> TrackingUpdate:
    word, detail = str(told.get("status") or ""), str(told.get("status_detail") or "")
    status, at = STATUSES.get(word, TrackingStatus.UNKNOWN), moment(told["datetime"])
    words = str(told.get("message") or told.get("description") or "")
    where = told.get("tracking_location") or {}
    location = ", ".join(str(where[part]) for part in ("city", "state", "zip", "country") if where.get(part))
    parts = (number, at.isoformat(), word, detail, words, location)
    return TrackingUpdate(
        source_event_id=hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40], tracking_number=number,
        status=status, at=at, raw_status=(f"{word}: {detail}" if detail and detail != word else word) or "nothing",
        description=words, location=location, trouble=TROUBLES.get(detail),
        family=family_of_reason(detail), expected_on=expected_on,
        signed_by=signed_by if status == TrackingStatus.DELIVERED else "",
    )  # fmt: skip


def _day(text: Any) -> date | None:
    return date.fromisoformat(str(text)[:10]) if text else None


def moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def senseless(error: Exception) -> OutcomeUnknown:
    return OutcomeUnknown(f"EasyPost's answer makes no sense ({type(error).__name__}: {error}).")
