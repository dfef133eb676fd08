"""The simulated carrier's words into ours. Raises OutcomeUnknown where an answer makes no sense."""

import base64
import binascii
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core.errors import OutcomeUnknown
from shipping.carriers.contract import HandOverReceipt, LabelReceipt, Rate, TrackingUpdate
from shipping.statuses import TrackingStatus

_STATUSES = {
    "picked_up": TrackingStatus.PICKED_UP,
    "in_transit": TrackingStatus.IN_TRANSIT,
    "out_for_delivery": TrackingStatus.OUT_FOR_DELIVERY,
    "delivered": TrackingStatus.DELIVERED,
    "returned_to_sender": TrackingStatus.RETURNED_TO_SENDER,
    "exception": TrackingStatus.EXCEPTION,
}
_SENSELESS = (KeyError, TypeError, ValueError, AttributeError, InvalidOperation, binascii.Error)


def label(answer: dict[str, Any]) -> LabelReceipt:
    try:
        until = answer.get("void_until")
        return LabelReceipt(
            carrier_reference=answer["id"],
            tracking_number=answer["tracking_number"],
            service=answer["service"],
            cost=Decimal(answer["cost"]),
            currency=answer["currency"],
            void_until=datetime.fromisoformat(until) if until else None,
            is_voided=answer.get("status") == "voided",
            pdf=base64.b64decode(answer.get("pdf_base64") or ""),
            zpl=(answer.get("zpl") or "").encode(),
        )
    except _SENSELESS as error:
        raise senseless(error) from error


def rates(answer: dict[str, Any]) -> list[Rate]:
    try:
        return [
            Rate(
                service=offer["service"],
                amount=Decimal(offer["amount"]),
                currency=offer["currency"],
                transit_days=int(offer["transit_days"]),
            )
            for offer in answer["rates"]
        ]
    except _SENSELESS as error:
        raise senseless(error) from error


def hand_over(answer: dict[str, Any]) -> HandOverReceipt:
    try:
        refused = {entry["tracking_number"]: str(entry["code"]) for entry in answer["refused"]}
        return HandOverReceipt(accepted=tuple(answer["accepted"]), refused=refused)
    except _SENSELESS as error:
        raise senseless(error) from error


def pickup(answer: dict[str, Any]) -> str:
    try:
        return str(answer["id"])
    except _SENSELESS as error:
        raise senseless(error) from error


def tracking(event: dict[str, Any]) -> TrackingUpdate:
    """One event; webhook and polling give it the same id, because its number and sequence are the same."""
    try:
        return TrackingUpdate(
            source_event_id=f"{event['tracking_number']}:{int(event['sequence'])}",
            tracking_number=event["tracking_number"],
            status=status(str(event["status"]), str(event.get("code", ""))),
            raw_status=str(event.get("code") or event["status"]),
            at=datetime.fromisoformat(event["at"]),
            description=str(event.get("description", "")),
            location=str(event.get("location", "")),
            signed_by=str(event.get("signed_by") or ""),
            signature_png=base64.b64decode(event.get("signature_png_base64") or ""),
        )
    except _SENSELESS as error:
        raise senseless(error) from error


def status(word: str, code: str) -> TrackingStatus:
    if code == "lost":
        return TrackingStatus.LOST
    return _STATUSES.get(word, TrackingStatus.UNKNOWN)


def senseless(error: Exception) -> OutcomeUnknown:
    return OutcomeUnknown(f"The carrier's answer makes no sense ({type(error).__name__}: {error}).")
