"""Authorizations: reserve money, ask for 3-D Secure, void what is left."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from simulators.gateway.amounts import amount_of, currency_of, shown
from simulators.gateway.cards import card_of, card_shown
from simulators.http import Refused
from simulators.operations import Outcome
from simulators.truth import Truth, now_text
from simulators.webhooks import Event


def authorize(truth: Truth, wanted: dict[str, Any], *, key: str, base_url: str) -> Outcome:
    """Reserve money on a card, or decline, or ask the card holder to act."""
    card, currency = card_of(wanted.get("token")), currency_of(wanted.get("currency"))
    amount = amount_of(wanted.get("amount"), currency=currency)
    authorization_id = f"auth_{uuid4().hex[:24]}"
    authorization = {
        "id": authorization_id,
        "object": "authorization",
        "status": "succeeded",
        "decline_code": None,
        "message": None,
        "amount": shown(amount, currency=currency),
        "currency": currency,
        "captured_amount": shown(Decimal(0), currency=currency),
        "refunded_amount": shown(Decimal(0), currency=currency),
        "voided_amount": shown(Decimal(0), currency=currency),
        "voided": False,
        "expires_at": now_text(later=card.life),
        "created_at": now_text(),
        "token": wanted["token"],
        "reference": wanted.get("reference"),
        "idempotency_key": key,
        "card": card_shown(wanted["token"], billing_country=str(wanted.get("billing_country") or "")),
        "checks": {"avs": card.avs, "cvc": card.cvc},
        "action_url": None,
        "return_url": wanted.get("return_url"),
    }
    if card.asks_3ds:
        waiting = {"status": "requires_action", "action_url": f"{base_url}/3ds/{authorization_id}"}
        authorization.update(waiting)
        truth.keep("authorization", authorization)
        return Outcome(authorization, events=(told("authorization.requires_action", authorization),))
    if card.declines:
        return declined(truth, authorization, *card.declines)
    return succeeded(truth, authorization)


def confirm_action(truth: Truth, authorization_id: str, *, success: bool) -> Outcome:
    """Finish 3-D Secure. Raises Refused when nothing is asked of the card holder."""
    authorization = found(truth, authorization_id)
    if authorization["status"] != "requires_action":
        raise Refused(409, "no_action_required", "This authorization waits for nobody.")
    authorization["action_url"] = None
    if success:
        return succeeded(truth, {**authorization, "status": "succeeded"})
    return declined(truth, authorization, "authentication_failed", "The card holder was not authenticated.")


def void(truth: Truth, authorization_id: str, wanted: dict[str, Any], *, key: str) -> Outcome:
    """Give back what is left of an authorization, or a part of it."""
    authorization = found(truth, authorization_id)
    left, currency = remaining(authorization), authorization["currency"]
    refuse_unusable(authorization)
    if left <= 0:
        raise Refused(422, "nothing_to_void", "All of this authorization is captured.")
    amount = amount_of(wanted["amount"], currency=currency) if wanted.get("amount") is not None else left
    if amount > left:
        raise Refused(422, "amount_too_large", f"Only {left} {currency} is left.", field="amount")
    authorization["voided_amount"] = shown(Decimal(authorization["voided_amount"]) + amount, currency=currency)
    authorization["voided"] = amount == left
    truth.keep("authorization", authorization)
    made = {
        "id": f"void_{uuid4().hex[:24]}",
        "object": "void",
        "status": "succeeded",
        "amount": shown(amount, currency=currency),
        "currency": currency,
        "authorization": authorization_id,
        "reference": wanted.get("reference") or authorization["reference"],
        "idempotency_key": key,
        "created_at": now_text(),
    }
    truth.keep("void", made)
    event = Event("void.succeeded", authorization_id, made)
    return Outcome(made, movements=(movement("void", made),), events=(event,))


def found(truth: Truth, authorization_id: str) -> dict[str, Any]:
    """The authorization of that id. Raises Refused when there is none."""
    authorization = truth.find("authorization", authorization_id)
    if authorization is None:
        raise Refused(404, "not_found", "There is no such authorization.")
    return authorization


def remaining(authorization: dict[str, Any]) -> Decimal:
    """What may still be captured or voided."""
    used = Decimal(authorization["captured_amount"]) + Decimal(authorization["voided_amount"])
    return Decimal(authorization["amount"]) - used


def refuse_unusable(authorization: dict[str, Any]) -> None:
    """Raises Refused unless the authorization still holds money."""
    if authorization["status"] != "succeeded":
        raise Refused(422, "not_authorized", "This authorization did not succeed.")
    if authorization["voided"]:
        raise Refused(422, "authorization_voided", "This authorization is voided.")
    if datetime.fromisoformat(authorization["expires_at"]) <= datetime.now(UTC):
        raise Refused(422, "authorization_expired", "This authorization has expired.")


def succeeded(truth: Truth, authorization: dict[str, Any]) -> Outcome:
    truth.keep("authorization", authorization)
    moved = movement("authorize", authorization)
    return Outcome(authorization, movements=(moved,), events=(told("authorization.succeeded", authorization),))


def declined(truth: Truth, authorization: dict[str, Any], code: str, message: str) -> Outcome:
    authorization = {**authorization, "status": "declined", "decline_code": code, "message": message}
    truth.keep("authorization", authorization)
    moved = movement("authorize", authorization)
    event = told("authorization.declined", authorization)
    return Outcome(authorization, status=402, movements=(moved,), events=(event,))


def told(kind: str, authorization: dict[str, Any]) -> Event:
    return Event(kind, authorization["id"], authorization)


def movement(operation: str, thing: dict[str, Any]) -> dict[str, Any]:
    """The line of the truth log for a thing; only the outcome ``succeeded`` moved money."""
    return {
        "operation": operation,
        "id": thing["id"],
        "authorization": thing.get("authorization", thing["id"]),
        "amount": thing["amount"],
        "currency": thing["currency"],
        "key": thing["idempotency_key"],
        "reference": thing["reference"],
        "outcome": thing["status"],
    }
