"""Stripe by its official library: PaymentIntents that are captured by hand, and their refunds."""

import atexit
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import stripe
from django.conf import settings

from core.errors import Declined, Misconfigured
from payments.errors import AuthorizationLapsed
from payments.gateways.contract import Instruction, Notice, Receipt, Told
from payments.gateways.listing import Page
from payments.gateways.stripe import build, disputing, finding, listing, notes, parse, webhook
from payments.gateways.stripe.money import amount_of, units_of
from payments.gateways.stripe.reactions import reaction_to, silence_about
from payments.gateways.stripe.wire import Pool, open_client
from payments.statuses import TransactionKind

_NOT_YET = ("requires_payment_method", "requires_action", "requires_confirmation", "processing")


class StripeGateway:
    """Adapter of Stripe; one connection pool per process."""

    name = "stripe"

    def __init__(self) -> None:
        self._clients: dict[tuple[str, str], tuple[stripe.StripeClient, Pool]] = {}
        # Two threads that come first must not open two, of which one is forgotten.
        self._opening = threading.Lock()
        atexit.register(self.close)

    def perform(self, instruction: Instruction) -> Receipt:
        notes.name_of(instruction.key)
        if instruction.kind == TransactionKind.AUTHORIZATION:
            return self._authorize(instruction)
        if instruction.kind == TransactionKind.REFUND:
            return self._refund(instruction)
        return self._move(instruction)

    def find(self, instruction: Instruction) -> Receipt | None:
        if instruction.kind == TransactionKind.AUTHORIZATION:
            made = finding.intent_made_by(self._client(), instruction)
            return parse.authorization(made) if made else None
        if instruction.kind == TransactionKind.REFUND:
            refunded = finding.refund_made_by(self._client(), instruction)
            return parse.refund(refunded) if refunded else None
        intent, name = finding.intent_with(self._client(), instruction.target), notes.name_of(instruction.key)
        note = notes.notes_on(intent).get(name)
        if note is None or _is_given_up(intent):
            # What was given up must be let go as well, by a void or by the last capture: doing it again finishes it.
            return None
        return parse.movement(intent, name, note)

    def verify(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice:
        return webhook.verify(body=body, headers=headers, now=now)

    def read(self, notice: Mapping[str, Any], kind: str) -> Told:
        return webhook.read_notice(notice, kind)

    def card_page(self, *, return_url: str) -> str:
        """Stripe's own page, which keeps the card for a customer of its own; the session's id is the token."""
        joint = "&" if "?" in return_url else "?"
        try:
            session = self._client().v1.checkout.sessions.create(
                {
                    "mode": "setup",
                    "payment_method_types": ["card"],
                    "customer_creation": "always",
                    "success_url": f"{return_url}{joint}card={{CHECKOUT_SESSION_ID}}",
                    "cancel_url": return_url,
                }
            )
        except stripe.StripeError as error:
            raise silence_about(error) from error
        return str(session.url)

    def submit_evidence(self, *, reference: str, text: str, key: str) -> None:
        disputing.submit_evidence(self._client(), reference=reference, text=text, key=key)

    def movements(self, *, since: datetime, position: str) -> Page:
        return listing.page_of(self._client(), since=since, position=position)

    def close(self) -> None:
        """Give the connections back; the next call opens new ones."""
        while self._clients:
            self._clients.popitem()[1][1].close()

    def _authorize(self, instruction: Instruction) -> Receipt:
        method, customer = self._method_of(instruction.token)
        wanted = build.creation(instruction, method=method, customer=customer)
        try:
            made = self._client().v1.payment_intents.create(wanted, {"idempotency_key": instruction.key})
        except stripe.CardError as error:
            # A declined card is an answer like any other, and carries the intent it was tried with.
            answer: Any = error.json_body or {}
            intent = (answer.get("error") or {}).get("payment_intent")
            if not intent:
                raise reaction_to(error) from error
            return parse.authorization(intent)
        except stripe.StripeError as error:
            raise reaction_to(error) from error
        return parse.authorization(made.to_dict())

    def _refund(self, instruction: Instruction) -> Receipt:
        wanted = build.refunding(instruction)
        try:
            made = self._client().v1.refunds.create(wanted, {"idempotency_key": instruction.key})
        except stripe.StripeError as error:
            raise reaction_to(error) from error
        return parse.refund(made.to_dict())

    def _move(self, instruction: Instruction) -> Receipt:
        """Capture or void. The intent is read first: what is noted on it was done, and is not done again."""
        intent, name = finding.intent_with(self._client(), instruction.target), notes.name_of(instruction.key)
        note = notes.notes_on(intent).get(name)
        if note is None:
            _ensure_left(intent, instruction)
            intent = self._noted(intent, instruction)
            note = notes.notes_on(intent)[name]
        elif note != notes.Note(instruction.kind, units_of(instruction.amount, instruction.currency)):
            raise Misconfigured("Stripe knows this key for another movement.", gateway_code="key_reused")
        if _is_given_up(intent):
            self._let_go(intent, key=instruction.key)
        return parse.movement(intent, name, note)

    def _noted(self, intent: Mapping[str, Any], instruction: Instruction) -> Mapping[str, Any]:
        """Capture, or note what is given up; both write our key on the intent in the same step."""
        intents, target = self._client().v1.payment_intents, instruction.target
        options: stripe.RequestOptions = {"idempotency_key": instruction.key}
        try:
            if instruction.kind == TransactionKind.CAPTURE:
                wanted = build.capturing(instruction, is_in_parts=parse.can_be_captured_in_parts(intent))
                return intents.capture(target, wanted, options).to_dict()
            noting = notes.note_for(instruction)
            return intents.update(target, {"metadata": noting, "expand": [build.CHARGE]}, options).to_dict()
        except stripe.StripeError as error:
            raise reaction_to(error) from error

    def _let_go(self, intent: Mapping[str, Any], *, key: str) -> None:
        """Cancel the intent: all that is left of it was given up. Stripe lets go of the whole rest only."""
        try:
            self._client().v1.payment_intents.cancel(str(intent["id"]), {}, {"idempotency_key": f"{key}{webhook.REST}"})
        except stripe.StripeError as error:
            reaction = reaction_to(error)
            if not isinstance(reaction, AuthorizationLapsed):
                raise reaction from error

    def _method_of(self, token: str) -> tuple[str, str]:
        """(payment method, customer) behind a token: of a card page, of a kept card, or a bare one."""
        try:
            if token.startswith("cs_"):
                session = self._client().v1.checkout.sessions.retrieve(token, {"expand": ["setup_intent"]}).to_dict()
                setup = session.get("setup_intent") or {}
                if not setup.get("payment_method"):
                    raise Declined("No card was given on Stripe's page.")
                return str(setup["payment_method"]), str(session.get("customer") or "")
            if token.startswith("pm_") and not token.startswith("pm_card_"):
                kept = self._client().v1.payment_methods.retrieve(token).to_dict()
                return token, str(kept.get("customer") or "")
        except stripe.StripeError as error:
            raise silence_about(error) from error
        return token, ""

    def _client(self) -> stripe.StripeClient:
        address = (settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)
        if not address[0]:
            raise Misconfigured("STRIPE_SECRET_KEY is not set; payments cannot reach Stripe.")
        with self._opening:
            if address not in self._clients:
                pool = Pool()
                self._clients[address] = open_client(secret_key=address[0], api_base=address[1], pool=pool), pool
            return self._clients[address][0]


def _is_given_up(intent: Mapping[str, Any]) -> bool:
    """Whether Stripe still holds money of which we gave up every cent."""
    left = int(intent["amount_capturable"])
    return intent["status"] == "requires_capture" and 0 < left <= notes.noted(intent, TransactionKind.VOID)


def _ensure_left(intent: Mapping[str, Any], instruction: Instruction) -> None:
    """Raises AuthorizationLapsed when nothing is held any more, Declined above what is left."""
    if intent["status"] in _NOT_YET:
        raise Declined("This payment is not authorized.", gateway_code="not_authorized")
    left = int(intent["amount_capturable"]) - notes.noted(intent, TransactionKind.VOID)
    if left <= 0:
        raise AuthorizationLapsed("Stripe no longer holds this money.", gateway_code=str(intent["status"]))
    if units_of(instruction.amount, instruction.currency) > left:
        amount = amount_of(left, str(intent["currency"]))
        raise Declined(f"Only {amount} {instruction.currency} is left.", gateway_code="amount_too_large")
