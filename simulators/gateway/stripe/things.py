"""Stripe's objects as the simulator keeps them. Names that begin with ``_`` are its own and never shown."""

import hashlib
import secrets
import time
from typing import Any

from simulators.gateway.amounts import shown
from simulators.gateway.cards import HOME_COUNTRY
from simulators.gateway.stripe.cards import StripeCard
from simulators.gateway.stripe.errors import missing
from simulators.gateway.stripe.money import decimal_of
from simulators.truth import Truth
from simulators.webhooks import Event

Thing = dict[str, Any]


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


def now() -> int:
    return int(time.time())


def found(truth: Truth, kind: str, thing_id: str, *, param: str = "id") -> Thing:
    """The thing of that id. Raises Problem when there is none."""
    thing = truth.find(kind, thing_id)
    if thing is None:
        raise missing(kind, param=param)
    return thing


def public(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if not name.startswith("_")}


def charge_of(intent: Thing, card: StripeCard, *, token: str, country: str) -> Thing:
    """The charge that carries an intent's authorization."""
    home = country or HOME_COUNTRY
    checks = {"address_line1_check": card.card.avs, "address_postal_code_check": card.card.avs}
    failed = card.card.declines or ("", "")
    return {
        "id": new_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "captured": False,
        "created": now(),
        "currency": intent["currency"],
        "disputed": False,
        "failure_code": "card_declined" if card.card.declines else None,
        "failure_message": failed[1] or None,
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "outcome": {"type": "issuer_declined" if card.card.declines else "authorized", "reason": failed[0] or None},
        "paid": not card.card.declines,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "payment_method_details": {
            "type": "card",
            "card": {
                "brand": card.card.brand,
                "last4": card.card.last4,
                "fingerprint": hashlib.sha256(token.encode()).hexdigest()[:16],
                "country": ("BR" if home != "BR" else "US") if card.card.foreign else home,
                "checks": {**checks, "cvc_check": card.card.cvc},
                "capture_before": now() + int(card.card.life.total_seconds()),
                "multicapture": {"status": "available" if card.has_multicapture else "unavailable"},
            },
        },
        "refunded": False,
        "status": "failed" if card.card.declines else "succeeded",
    }


def told(kind: str, thing: Thing, *, key: str | None) -> Event:
    """An event about a thing as it is now; ``key`` is that of the request that caused it."""
    subject = str(thing.get("payment_intent") or thing["id"])
    return Event(kind, subject, public(thing), key=key)


def balance_row(kind: str, source: Thing, units: int) -> Thing:
    """A line of the account's balance; ``source`` is what moved it."""
    return {
        "id": new_id("txn"), "object": "balance_transaction", "type": kind, "amount": units, "net": units, "fee": 0,
        "currency": source["currency"], "created": now(), "source": source["id"],
    }  # fmt: skip


def movement(operation: str, intent: Thing, units: int, *, thing_id: str, key: str, outcome: str) -> Thing:
    """The line of the truth log, in the words and the decimals of the sandbox."""
    currency = intent["currency"].upper()
    return {
        "operation": operation,
        "id": thing_id,
        "authorization": intent["id"],
        "amount": shown(decimal_of(units, currency), currency=currency),
        "currency": currency,
        "key": key,
        "reference": intent["metadata"].get("order", ""),
        "outcome": outcome,
    }
