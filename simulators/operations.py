"""Acts that happen once per idempotency key, with faults on both sides of the act."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from simulators.faults import DEED_MODES, WEBHOOK_MODES, WIRE_MODES, Fault, Faults, strike_after, strike_before
from simulators.http import Answer, Refused, Request, json_answer
from simulators.truth import StoredAnswer, Truth
from simulators.webhooks import Event, Outbox

AMOUNT_FIELDS = ("amount", "cost")


@dataclass(frozen=True)
class Outcome:
    """What an act answers, which movements it made, and what it tells the world."""

    body: dict[str, Any]
    status: int = 200
    movements: tuple[dict[str, Any], ...] = ()
    events: tuple[Event, ...] = ()


def idempotency_key(request: Request) -> str:
    """The key of this act. Raises Refused without one."""
    key = request.headers.get("Idempotency-Key") or ""
    if not key:
        raise Refused(400, "key_required", "Every POST needs an Idempotency-Key header.")
    return key


class Acts:
    """What is done is written to the truth and told, with faults around it; keys are the affair of each protocol."""

    def __init__(self, truth: Truth, faults: Faults, outbox: Outbox) -> None:
        self.truth, self.faults, self.outbox = truth, faults, outbox

    def distort(self, fault: Fault | None, body: dict[str, Any], status: int) -> Answer:
        """The answer as the wire delivers it, in the protocol's own shape."""
        return distorted(fault, body, status)

    def read(self, operation: str, look: Callable[[], dict[str, Any]]) -> Answer:
        """Answer a question, with the same faults around it."""
        fault = self.faults.take(operation, WIRE_MODES)
        strike_before(fault)
        body = look()
        strike_after(fault)
        return self.distort(fault, body, 200)

    def announce(self, operation: str, act: Callable[[], Outcome]) -> Outcome:
        """Do an act that no request asked for (a dispute, a tracking event), and tell the world."""
        with self.truth.transaction():
            outcome = act()
            fault = self._write(operation, outcome)
        self._tell(fault)
        return outcome

    def _write(self, operation: str, outcome: Outcome, *, key: str = "") -> Fault | None:
        for movement in outcome.movements:
            self.truth.record(movement)
        fault = self.faults.take(operation, WEBHOOK_MODES, key=key) if outcome.events else None
        for event in outcome.events:
            self.outbox.emit(event, fault)
        return fault

    def _tell(self, fault: Fault | None) -> None:
        if fault is not None and fault.mode == "webhook_before":
            self.outbox.wait_until_tried()
        else:
            self.outbox.nudge()


class Operations(Acts):
    """Runs acts: one at a time, once per key, all or nothing."""

    def run(self, request: Request, operation: str, act: Callable[[str], Outcome]) -> Answer:
        """Do the act of this request once, or replay its answer. Refusals are not kept: nothing happened."""
        key = idempotency_key(request)
        fault = self.faults.take(operation, WIRE_MODES, key=key)
        strike_before(fault)
        stored, replayed = self._once(key, operation, request, act)
        strike_after(fault)
        answer = distorted(fault, stored.body, stored.status)
        return Answer(answer.body, answer.status, headers={"Idempotent-Replayed": "true"}) if replayed else answer

    def _once(
        self, key: str, operation: str, request: Request, act: Callable[[str], Outcome]
    ) -> tuple[StoredAnswer, bool]:
        fingerprint = fingerprint_of(request)
        with self.truth.transaction():
            stored = self.truth.recall(key)
            if stored is not None:
                if stored.fingerprint != fingerprint:
                    raise Refused(409, "key_reused", "This Idempotency-Key was used for another request.")
                return stored, True
            outcome = act(key)
            stored = StoredAnswer(key, operation, fingerprint, outcome.status, outcome.body)
            self.truth.remember(stored)
            fault = self._write(operation, outcome, key=key)
        self._tell(fault)
        return stored, False

    def run_unkeyed(self, operation: str, act: Callable[[], Outcome]) -> Answer:
        """Do an act that harms nobody when it is repeated, with the same faults around it."""
        fault = self.faults.take(operation, WIRE_MODES)
        strike_before(fault)
        outcome = self.announce(operation, act)
        strike_after(fault)
        return distorted(fault, outcome.body, outcome.status)

    def misheard(self, operation: str, wanted: dict[str, Any], *, key: str) -> dict[str, Any]:
        """What the act believes was wanted: the same, or one unit less, or another currency, by a switch."""
        fault = self.faults.take(operation, DEED_MODES, key=key)
        if fault is None:
            return wanted
        if fault.mode == "moves_other_currency":
            return {**wanted, "currency": other_currency(wanted["currency"])} if "currency" in wanted else wanted
        return {**wanted, "amount": str(Decimal(wanted["amount"]) - 1)} if "amount" in wanted else wanted


def fingerprint_of(request: Request) -> str:
    text = f"{request.method} {request.path} {json.dumps(request.json(), sort_keys=True)}"
    return hashlib.sha256(text.encode()).hexdigest()


def distorted(fault: Fault | None, body: dict[str, Any], status: int) -> Answer:
    """The answer as the wire delivers it; what is stored stays true."""
    body = dict(body)
    if fault is not None and fault.mode == "garbage":
        return Answer(b"<html><body>Bad gateway? Perhaps.</body></html>", 200, "text/html")
    if fault is not None and fault.mode == "wrong_amount":
        for name in AMOUNT_FIELDS:
            if name in body:
                body[name] = str(Decimal(body[name]) + 1)
    if fault is not None and fault.mode == "wrong_currency" and "currency" in body:
        body["currency"] = other_currency(body["currency"])
    return json_answer(body, status)


def other_currency(currency: str) -> str:
    return "CHF" if currency != "CHF" else "USD"
