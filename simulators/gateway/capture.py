"""Collect authorized money, give it back."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from simulators.gateway.amounts import amount_of, shown
from simulators.gateway.authorize import found, movement, refuse_unusable, remaining
from simulators.gateway.cards import card_of
from simulators.http import Refused
from simulators.operations import Outcome
from simulators.truth import Truth, now_text
from simulators.webhooks import Event


def capture(truth: Truth, authorization_id: str, wanted: dict[str, Any], *, key: str) -> Outcome:
    """Collect a part of an authorization. Raises Refused above what is left, when voided, when expired."""
    authorization = found(truth, authorization_id)
    refuse_unusable(authorization)
    currency, left = authorization["currency"], remaining(authorization)
    amount = amount_of(wanted.get("amount"), currency=currency)
    if amount > left:
        raise Refused(422, "amount_too_large", f"Only {left} {currency} is left to capture.", field="amount")
    made = thing_of("capture", authorization, amount, wanted, key=key)
    if not card_of(authorization["token"]).captures:
        return failed(truth, made, "capture_failed", "The card issuer refused to pay.")
    authorization["captured_amount"] = shown(Decimal(authorization["captured_amount"]) + amount, currency=currency)
    truth.keep("authorization", authorization)
    return done(truth, made)


def refund(truth: Truth, capture_id: str, wanted: dict[str, Any], *, key: str) -> Outcome:
    """Give back a part of a capture. Raises Refused above what was collected and not yet given back."""
    captured = found_capture(truth, capture_id)
    authorization, currency = found(truth, captured["authorization"]), captured["currency"]
    amount = amount_of(wanted.get("amount"), currency=currency)
    left = Decimal(captured["amount"]) - Decimal(captured["refunded_amount"])
    if amount > left:
        raise Refused(422, "amount_too_large", f"Only {left} {currency} is left to refund.", field="amount")
    made = {**thing_of("refund", authorization, amount, wanted, key=key), "capture": capture_id}
    if not card_of(authorization["token"]).refunds:
        return failed(truth, made, "refund_failed", "The bank of the card holder refused the refund.")
    for thing in (captured, authorization):
        thing["refunded_amount"] = shown(Decimal(thing["refunded_amount"]) + amount, currency=currency)
        truth.keep(thing["object"], thing)
    return done(truth, made)


def found_capture(truth: Truth, capture_id: str) -> dict[str, Any]:
    captured = truth.find("capture", capture_id)
    if captured is None or captured["status"] != "succeeded":
        raise Refused(404, "not_found", "There is no such capture.")
    return captured


def thing_of(
    kind: str, authorization: dict[str, Any], amount: Decimal, wanted: dict[str, Any], *, key: str
) -> dict[str, Any]:
    currency = authorization["currency"]
    made = {
        "id": f"{kind[:3]}_{uuid4().hex[:24]}",
        "object": kind,
        "status": "succeeded",
        "failure_code": None,
        "message": None,
        "amount": shown(amount, currency=currency),
        "currency": currency,
        "authorization": authorization["id"],
        "reference": wanted.get("reference") or authorization["reference"],
        "idempotency_key": key,
        "created_at": now_text(),
    }
    return {**made, "refunded_amount": shown(Decimal(0), currency=currency)} if kind == "capture" else made


def done(truth: Truth, made: dict[str, Any]) -> Outcome:
    truth.keep(made["object"], made)
    event = Event(f"{made['object']}.succeeded", made["authorization"], made)
    return Outcome(made, movements=(movement(made["object"], made),), events=(event,))


def failed(truth: Truth, made: dict[str, Any], code: str, message: str) -> Outcome:
    made = {**made, "status": "failed", "failure_code": code, "message": message}
    truth.keep(made["object"], made)
    event = Event(f"{made['object']}.failed", made["authorization"], made)
    return Outcome(made, status=402, movements=(movement(made["object"], made),), events=(event,))
