"""Labels: bought once per key, voided while nobody has used them."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from simulators.carrier.rates import rate
from simulators.http import Refused
from simulators.operations import Outcome
from simulators.truth import Truth, now_text

TRACKING_DIGITS = 13
MOST_INSTRUCTIONS = 70


def tracking_number_of(key: str) -> str:
    """The number a purchase key leads to, always the same."""
    return f"SC{int(hashlib.sha256(key.encode()).hexdigest(), 16) % 10**TRACKING_DIGITS:0{TRACKING_DIGITS}d}"


def buy(
    truth: Truth, wanted: dict[str, Any], documents: dict[str, str | None], *, key: str, void_within: timedelta
) -> Outcome:
    """Sell one label for one parcel."""
    tracking_number = tracking_number_of(key)
    price = rate(
        wanted["service"], shipper=wanted["shipper"], recipient=wanted["recipient"], parcels=[wanted["parcel"]]
    )
    label = {
        "id": f"lbl_{tracking_number[2:]}",
        "tracking_number": tracking_number,
        "carrier": "simcarrier",
        "service": wanted["service"],
        "cost": price["amount"],
        "currency": price["currency"],
        "transit_days": price["transit_days"],
        "void_until": now_text(later=void_within),
        "status": "purchased",
        "reference": wanted.get("reference"),
        "signature_required": bool(wanted.get("signature_required")),
        "leave_at_door": bool(wanted.get("leave_at_door")),
        "instructions": instructions_of(wanted),
        "shipper": wanted["shipper"],
        "recipient": wanted["recipient"],
        "parcel": wanted["parcel"],
        "idempotency_key": key,
        "created_at": now_text(),
    }
    truth.keep("label", label)
    return Outcome({**label, **documents}, movements=(movement("buy_label", label),))


def instructions_of(wanted: dict[str, Any]) -> str:
    """Words for the driver. Raises Refused when the label has no room for them."""
    words = str(wanted.get("instructions") or "")
    if len(words) > MOST_INSTRUCTIONS:
        raise Refused(422, "too_long", f"At most {MOST_INSTRUCTIONS} characters.", field="instructions")
    return words


def void(truth: Truth, label_id: str, *, key: str) -> Outcome:
    """Take a label back and its cost with it. Raises Refused once it is used, void or too old."""
    label = found(truth, label_id)
    if label["status"] == "handed_over":
        raise Refused(422, "already_handed_over", "The parcel is already in our network.")
    if label["status"] == "voided":
        raise Refused(422, "already_voided", "This label is already void.")
    if datetime.fromisoformat(label["void_until"]) <= datetime.now(UTC):
        raise Refused(422, "void_period_over", f"This label could be voided until {label['void_until']}.")
    label["status"] = "voided"
    truth.keep("label", label)
    return Outcome(label, movements=(movement("void_label", label, key=key),))


def found(truth: Truth, label_id: str) -> dict[str, Any]:
    """The label of that id. Raises Refused when there is none."""
    label = truth.find("label", label_id)
    if label is None:
        raise Refused(404, "not_found", "There is no such label.")
    return label


def found_by_number(truth: Truth, tracking_number: str) -> dict[str, Any] | None:
    return truth.find("label", f"lbl_{tracking_number[2:]}")


def with_documents(truth: Truth, label: dict[str, Any]) -> dict[str, Any]:
    """The label as it is now, with what was printed for it."""
    bought = truth.recall(label["idempotency_key"])
    return {**(bought.body if bought else {}), **label}


def movement(operation: str, label: dict[str, Any], *, key: str | None = None) -> dict[str, Any]:
    """The line of the truth log for a label."""
    return {
        "operation": operation,
        "id": label["id"],
        "tracking_number": label["tracking_number"],
        "cost": label["cost"],
        "currency": label["currency"],
        "key": key or label["idempotency_key"],
        "reference": label["reference"],
        "outcome": label["status"],
    }
