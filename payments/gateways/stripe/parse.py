"""Stripe's objects as receipts; each may come as an answer or in a webhook."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from core.errors import OutcomeUnknown
from payments.gateways.contract import Card, Receipt
from payments.gateways.stripe.money import amount_of
from payments.gateways.stripe.notes import Note, noted
from payments.statuses import TransactionKind

_HELD = ("requires_capture", "succeeded")
_REFUNDED = {"succeeded": "ok", "failed": "declined", "canceled": "declined"}
# What the two checks of an address come to together: one that failed weighs more than one that passed.
_WORST_FIRST = ("fail", "pass", "unavailable", "unchecked")


def authorization(intent: Mapping[str, Any]) -> Receipt:
    """What an intent says about the authorization it was made for, whatever was captured or let go since.

    Raises OutcomeUnknown while Stripe itself does not know.
    """
    status = str(intent["status"])
    charge = intent.get("latest_charge")
    was_held = isinstance(charge, Mapping) and charge.get("status") == "succeeded"
    if status in _HELD or (status == "canceled" and was_held):
        return _receipt(intent, "ok", charge)
    if status == "requires_action":
        return _receipt(intent, "needs_action", charge, action_url=_action_url(intent))
    if status in ("requires_payment_method", "canceled"):
        return _receipt(intent, "declined", charge, message=_why(intent))
    raise OutcomeUnknown(f"Stripe says that the payment is “{status}”; it will be asked again.")


def movement(intent: Mapping[str, Any], name: str, note: Note) -> Receipt:
    """A capture or void that is noted on an intent under ``name``.

    Raises OutcomeUnknown when the notes and Stripe's own sum of captures differ.
    """
    taken, received = noted(intent, TransactionKind.CAPTURE), int(intent["amount_received"])
    if taken != received:
        raise OutcomeUnknown(f"Stripe received {received}, captures of {taken} are noted; it will be asked again.")
    is_capture = note.kind == TransactionKind.CAPTURE
    thing = _id(intent.get("latest_charge")) if is_capture else str(intent["id"])
    return Receipt(
        status="ok",
        gateway_reference=f"{thing}:{name.removeprefix('oms_')}",
        amount=amount_of(note.units, str(intent["currency"])),
        currency=str(intent["currency"]).upper(),
        rest_released=is_capture and _is_rest_gone(intent),
    )


def held(charge: Mapping[str, Any]) -> Receipt:
    """An authorization as its charge tells it, in the words of the issuer."""
    is_ok = charge["status"] == "succeeded"
    return Receipt(
        status="ok" if is_ok else "declined",
        gateway_reference=_id(charge.get("payment_intent")) or str(charge["id"]),
        amount=amount_of(int(charge["amount"]), str(charge["currency"])),
        currency=str(charge["currency"]).upper(),
        message="" if is_ok else str(charge.get("failure_message") or "The card was declined.")[:300],
        expires_at=_until(charge),
        card=card_of(charge),
    )


def refund(thing: Mapping[str, Any]) -> Receipt:
    """A refund that came to its end. Raises OutcomeUnknown while it is pending."""
    status = _REFUNDED.get(str(thing["status"]))
    if status is None:
        raise OutcomeUnknown(f"Stripe says that the refund is “{thing['status']}”; it will be asked again.")
    why = str(thing.get("failure_reason") or thing["status"]).replace("_", " ")
    return Receipt(
        status=status,
        gateway_reference=str(thing["id"]),
        amount=amount_of(int(thing["amount"]), str(thing["currency"])),
        currency=str(thing["currency"]).upper(),
        message="" if status == "ok" else f"The refund came back: {why}.",
    )


def card_of(charge: object) -> Card:
    """What a charge tells about its card."""
    details = (charge.get("payment_method_details") or {}).get("card") if isinstance(charge, Mapping) else None
    if not details:
        return Card()
    checks = details.get("checks") or {}
    address = [checks.get("address_line1_check"), checks.get("address_postal_code_check")]
    return Card(
        brand=str(details.get("brand") or ""),
        last4=str(details.get("last4") or ""),
        fingerprint=str(details.get("fingerprint") or ""),
        country=str(details.get("country") or ""),
        avs_check=next((word for word in _WORST_FIRST if word in address), ""),
        cvc_check=str(checks.get("cvc_check") or ""),
    )


def can_be_captured_in_parts(intent: Mapping[str, Any]) -> bool:
    """Whether the card lets an authorization be captured more than once."""
    charge = intent.get("latest_charge")
    details = (charge.get("payment_method_details") or {}).get("card") if isinstance(charge, Mapping) else None
    return ((details or {}).get("multicapture") or {}).get("status") == "available"


def _receipt(
    intent: Mapping[str, Any], status: str, charge: object, *, message: str = "", action_url: str = ""
) -> Receipt:
    return Receipt(
        status=status,
        gateway_reference=str(intent["id"]),
        amount=amount_of(int(intent["amount"]), str(intent["currency"])),
        currency=str(intent["currency"]).upper(),
        message=message,
        expires_at=_until(charge),
        action_url=action_url,
        card=card_of(charge),
    )


def _action_url(intent: Mapping[str, Any]) -> str:
    """Where the card holder confirms. Raises OutcomeUnknown for a way no address leads to."""
    action = intent.get("next_action") or {}
    url = str((action.get("redirect_to_url") or {}).get("url") or "")
    if not url:
        raise OutcomeUnknown("Stripe wants the customer to act in a way that no address leads to.")
    return url


def _why(intent: Mapping[str, Any]) -> str:
    error = intent.get("last_payment_error") or {}
    return str(error.get("message") or intent.get("cancellation_reason") or "The card was declined.")[:300]


def _until(charge: object) -> datetime | None:
    details = (charge.get("payment_method_details") or {}).get("card") if isinstance(charge, Mapping) else None
    stamp = (details or {}).get("capture_before")
    return datetime.fromtimestamp(int(stamp), UTC) if stamp else None


def _is_rest_gone(intent: Mapping[str, Any]) -> bool:
    """Whether a capture let more go than we had given up ourselves: the card can be captured only once."""
    given_up = noted(intent, TransactionKind.VOID)
    rest = Decimal(int(intent["amount"]) - int(intent["amount_received"]) - given_up)
    return intent["status"] == "succeeded" and rest > 0


def _id(thing: object) -> str:
    """The id of something that may stand there in full."""
    return str(thing.get("id") or "") if isinstance(thing, Mapping) else str(thing or "")
