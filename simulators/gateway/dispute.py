"""What the card holder's bank does: warns, opens a dispute, takes the money, decides, gives it back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from simulators.gateway.amounts import amount_of, shown
from simulators.gateway.capture import found_capture
from simulators.http import Refused
from simulators.operations import Outcome
from simulators.truth import Truth, now_text
from simulators.webhooks import Event

EVIDENCE_LIFE = timedelta(days=7)
KINDS = ("chargeback", "inquiry")
STEPS = ("funds_withdrawn", "under_review", "won", "lost", "closed")
OVER = ("won", "lost", "closed")
LONGEST_EVIDENCE = 20_000


def open_dispute(truth: Truth, wanted: dict[str, Any]) -> Outcome:
    """The card holder contests a capture, all of it unless an amount is given; no money moves yet."""
    kind = str(wanted.get("kind") or "chargeback")
    if kind not in KINDS:
        raise Refused(422, "invalid_kind", f"kind is one of {', '.join(KINDS)}.", field="kind")
    opened = {**_complaint(truth, wanted, "dispute", "dp"), "status": "opened", "kind": kind, "withdrawn": False}
    opened["evidence_due_at"] = now_text(later=EVIDENCE_LIFE)
    truth.keep("dispute", opened)
    return _told("dispute.opened", opened)


def warn(truth: Truth, wanted: dict[str, Any]) -> Outcome:
    """The bank suspects fraud in a capture before anybody contests it."""
    warned = {**_complaint(truth, wanted, "fraud_warning", "fw"), "status": "opened"}
    truth.keep("fraud_warning", warned)
    return _told("fraud_warning.created", warned)


def _complaint(truth: Truth, wanted: dict[str, Any], thing: str, prefix: str) -> dict[str, Any]:
    captured = found_capture(truth, str(wanted.get("capture")))
    amount = amount_of(wanted.get("amount", captured["amount"]), currency=captured["currency"])
    return {
        **{name: captured[name] for name in ("authorization", "currency", "reference", "idempotency_key")},
        "id": f"{prefix}_{uuid4().hex[:24]}",
        "object": thing,
        "capture": captured["id"],
        "amount": shown(amount, currency=captured["currency"]),
        "reason": wanted.get("reason", "fraudulent"),
        "created_at": now_text(),
    }


def step_dispute(truth: Truth, dispute_id: str, wanted: dict[str, Any]) -> Outcome:
    """The bank goes on: takes the money, looks at the evidence, decides. Raises Refused once it is over."""
    contested, step = found_dispute(truth, dispute_id), str(wanted.get("to"))
    if step not in STEPS:
        raise Refused(422, "invalid_step", f"to is one of {', '.join(STEPS)}.", field="to")
    if contested["status"] in OVER:
        raise Refused(409, "dispute_over", f"This dispute is {contested['status']}.")
    if step == "funds_withdrawn":
        return _withdrawn(truth, contested)
    first = _withdrawn(truth, contested) if step == "lost" and not contested["withdrawn"] else Outcome(contested)
    contested["status"] = step
    truth.keep("dispute", contested)
    then = _told(f"dispute.{step}", contested)
    back = _returned(contested) if step == "won" and contested["withdrawn"] else Outcome(contested)
    parts = (first, then, back)
    movements = tuple(movement for part in parts for movement in part.movements)
    return Outcome(contested, movements=movements, events=tuple(event for part in parts for event in part.events))


def _withdrawn(truth: Truth, contested: dict[str, Any]) -> Outcome:
    if contested["withdrawn"]:
        raise Refused(409, "withdrawn", "The money of this dispute is withdrawn already.")
    contested["withdrawn"] = True
    truth.keep("dispute", contested)
    told = _told("dispute.funds_withdrawn", contested)
    return Outcome(contested, movements=(_moved("chargeback", contested),), events=told.events)


def _returned(contested: dict[str, Any]) -> Outcome:
    told = _told("dispute.funds_returned", contested)
    return Outcome(contested, movements=(_moved("reversal", contested),), events=told.events)


def evidence(truth: Truth, dispute_id: str, wanted: dict[str, Any], *, key: str) -> Outcome:
    """Take the shop's evidence for the bank. Raises Refused when it comes too late or says nothing."""
    contested, text = found_dispute(truth, dispute_id), wanted.get("text")
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_EVIDENCE:
        raise Refused(422, "invalid_text", f"text is 1 to {LONGEST_EVIDENCE} characters.", field="text")
    if contested["status"] in OVER:
        raise Refused(422, "dispute_over", f"This dispute is {contested['status']}; evidence comes too late.")
    contested.update(status="under_review", evidence=text)
    truth.keep("dispute", contested)
    return _told("dispute.under_review", contested)


def found_dispute(truth: Truth, dispute_id: str) -> dict[str, Any]:
    """The dispute of that id. Raises Refused when there is none."""
    contested = truth.find("dispute", dispute_id)
    if contested is None:
        raise Refused(404, "not_found", "There is no such dispute.")
    return contested


def _told(kind: str, thing: dict[str, Any]) -> Outcome:
    return Outcome(thing, events=(Event(kind, thing["authorization"], dict(thing)),))


def _moved(operation: str, contested: dict[str, Any]) -> dict[str, Any]:
    """The line of the truth log; no key of the shop's asked for it."""
    amount = shown(Decimal(contested["amount"]), currency=contested["currency"])
    return {
        "operation": operation, "id": f"{contested['id']}-{operation}", "authorization": contested["authorization"],
        "amount": amount, "currency": contested["currency"], "key": contested["id"],
        "reference": contested["reference"], "outcome": "succeeded",
    }  # fmt: skip
