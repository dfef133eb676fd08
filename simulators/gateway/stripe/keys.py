"""Stripe's idempotency around the acts, with the sandbox's faults on both sides of them."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from secrets import token_hex
from typing import Any

from simulators.faults import WIRE_MODES, Fault, Faults, strike_after, strike_before
from simulators.gateway.stripe.errors import Problem, error_body
from simulators.http import Answer, Refused, Request, json_answer
from simulators.operations import Acts, Outcome
from simulators.truth import StoredAnswer, Truth
from simulators.webhooks import Outbox

# The sandbox keeps answers by key too; the same text is a key of its own here.
PREFIX = "stripe:"
Act = Callable[[str], Outcome]
Shape = Callable[[dict[str, Any]], dict[str, Any]]


class KeyedActs(Acts):
    """Runs acts: once per key, all or nothing; two at once under one key: the second is told to wait."""

    def __init__(self, truth: Truth, faults: Faults, outbox: Outbox) -> None:
        super().__init__(truth, faults, outbox)
        self._lock, self._under_way = threading.Lock(), set[str]()

    def run(self, request: Request, operation: str, act: Act, *, shape: Shape) -> Answer:
        """Do the act of this request once, or replay its answer; ``shape`` renders what is answered."""
        key = request.headers.get("Idempotency-Key") or token_hex(16)
        with self._alone(key):
            fault = self.faults.take(operation, WIRE_MODES)
            strike_before(fault)
            stored, is_replay = self._once(key, operation, request, act, shape)
            strike_after(fault)
        answer = distorted(fault, stored.body, stored.status)
        headers = {"Idempotency-Key": key, **({"Idempotent-Replayed": "true"} if is_replay else {})}
        return Answer(answer.body, answer.status, answer.content_type, headers)

    @contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        with self._lock:
            if key in self._under_way:
                message = "There is currently another in-progress request using this Idempotent Key."
                raise Problem(409, "idempotency_error", message, code="idempotency_key_in_use")
            self._under_way.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._under_way.discard(key)

    def _once(self, key: str, operation: str, request: Request, act: Act, shape: Shape) -> tuple[StoredAnswer, bool]:
        fingerprint = hashlib.sha256(f"{request.method} {request.path} ".encode() + request.body).hexdigest()
        with self.truth.transaction():
            stored = self.truth.recall(PREFIX + key)
            if stored is not None:
                if stored.fingerprint != fingerprint:
                    message = "Keys for idempotent requests can only be used with the same parameters as at first."
                    raise Problem(400, "idempotency_error", message)
                return stored, True
            outcome = done_or_refused(act, key)
            stored = StoredAnswer(PREFIX + key, operation, fingerprint, outcome.status, shape(outcome.body))
            self.truth.remember(stored)
            fault = self._write(operation, outcome)
        self._tell(fault)
        return stored, False

    def distort(self, fault: Fault | None, body: dict[str, Any], status: int) -> Answer:
        return distorted(fault, body, status)


def done_or_refused(act: Act, key: str) -> Outcome:
    """The act, or a refusal that becomes the answer of the key; other refusals leave the key free."""
    try:
        return act(key)
    except Problem as problem:
        if not problem.is_kept:
            raise
        return Outcome(problem.body, status=problem.status)


def shaped(handler: Callable[[Request], Answer]) -> Callable[[Request], Answer]:
    """Errors in Stripe's shape, and a secret key for every request."""

    def guarded(request: Request) -> Answer:
        scheme, _, secret = (request.headers.get("Authorization") or "").partition(" ")
        if scheme.lower() != "bearer" or not secret.startswith(("sk_", "rk_")):
            return json_answer(error_body("invalid_request_error", "Invalid API Key provided."), 401)
        try:
            return handler(request)
        except Problem as problem:
            return problem.answer
        except Refused as refusal:
            return json_answer(error_body("api_error", refusal.message), refusal.status)

    return guarded


def distorted(fault: Fault | None, body: dict[str, Any], status: int) -> Answer:
    """The answer as the wire delivers it; what is stored stays true."""
    if fault is not None and fault.mode == "garbage":
        return Answer(b"<html><body>Bad gateway? Perhaps.</body></html>", 200, "text/html")
    body = json.loads(json.dumps(body))
    if fault is not None and fault.mode == "wrong_amount":
        body.update({name: body[name] + 100 for name in ("amount", "amount_received") if name in body})
    if fault is not None and fault.mode == "wrong_currency" and "currency" in body:
        body["currency"] = "chf" if body["currency"] != "chf" else "usd"
    return json_answer(body, status)
