"""PaymentIntents: reserve money on a card, ask for 3-D Secure, note, cancel."""

import time
from typing import Any

from simulators.gateway.stripe.cards import StripeCard, card_named
from simulators.gateway.stripe.errors import Problem, error_body, invalid, refused
from simulators.gateway.stripe.form import fields_of
from simulators.gateway.stripe.money import currency_of, units_of
from simulators.gateway.stripe.things import Thing, charge_of, found, movement, new_id, now, public, told
from simulators.operations import Outcome
from simulators.truth import Truth

CANCELABLE = ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action")
MOST_METADATA = 50


def create(truth: Truth, wanted: dict[str, Any], *, key: str, base_url: str) -> Outcome:
    """Make an intent and confirm it: authorized, declined, or waiting for the card holder."""
    currency = currency_of(wanted.get("currency"))
    units = units_of(wanted.get("amount"), currency=currency, param="amount")
    if wanted.get("capture_method") != "manual" or wanted.get("confirm") != "true":
        raise invalid("This simulator takes intents with capture_method=manual and confirm=true only.")
    method, card = method_of(truth, wanted)
    intent: Thing = {
        "id": new_id("pi"),
        "object": "payment_intent",
        "amount": units,
        "amount_capturable": 0,
        "amount_received": 0,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "manual",
        "client_secret": new_id("pi_secret"),
        "created": now(),
        "currency": currency.lower(),
        "customer": method.get("customer"),
        "description": wanted.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": metadata_of(wanted, {}),
        "next_action": None,
        "payment_method": method["id"],
        "payment_method_types": ["card"],
        "status": "requires_confirmation",
        "_key": key,
        "_created": time.time(),
        "_country": country_of(wanted),
        "_return_url": wanted.get("return_url"),
        "_asked": multicapture_asked(wanted),
    }
    if card.card.asks_3ds:
        truth.keep("payment_method", method)
        return challenged(truth, intent, base_url=base_url)
    return attempted(truth, intent, card, method, key=key)


def method_of(truth: Truth, wanted: dict[str, Any]) -> tuple[Thing, StripeCard]:
    """The payment method of the request and the card behind it; a test card or a token becomes a method of its own."""
    token = fields_of(fields_of(wanted.get("payment_method_data")).get("card")).get("token")
    named = str(token or wanted.get("payment_method") or "")
    if not named:
        raise invalid("Missing required param: payment_method.", code="parameter_missing", param="payment_method")
    kept = truth.find("payment_method", named)
    if kept is not None:
        if kept["_used"] and not kept["customer"]:
            raise refused(
                "This PaymentMethod was used before without a customer.", code="payment_method_unexpected_state"
            )
        if kept["customer"] != (wanted.get("customer") or None):
            raise invalid("This PaymentMethod belongs to a customer; name it.", param="customer")
        return kept, card_named(kept["_card"], prefix="pm_card_", param="payment_method")
    prefix, param = ("tok_", "payment_method_data[card][token]") if token else ("pm_card_", "payment_method")
    card = card_named(named, prefix=prefix, param=param)
    return new_method(named, card_name="pm_card_" + named.removeprefix(prefix)), card


def new_method(token: str, *, card_name: str, customer: str | None = None) -> Thing:
    return {
        "id": new_id("pm"), "object": "payment_method", "type": "card", "customer": customer, "created": now(),
        "livemode": False, "_card": card_name, "_token": token, "_used": False,
    }  # fmt: skip


def challenged(truth: Truth, intent: Thing, *, base_url: str) -> Outcome:
    """Wait for the card holder; without an address to come back to Stripe would want its script to ask."""
    intent["status"] = "requires_action"
    url = {"url": f"{base_url}/stripe/3ds/{intent['id']}", "return_url": intent["_return_url"]}
    intent["next_action"] = (
        {"type": "redirect_to_url", "redirect_to_url": url} if intent["_return_url"] else {"type": "use_stripe_sdk"}
    )
    return Outcome(kept(truth, intent), events=(told("payment_intent.requires_action", intent, key=intent["_key"]),))


def attempted(truth: Truth, intent: Thing, card: StripeCard, method: Thing, *, key: str | None) -> Outcome:
    """What the issuer says."""
    charge = charge_of(intent, card, token=method["_token"], country=intent["_country"])
    if not intent["_asked"]:
        charge["payment_method_details"]["card"]["multicapture"]["status"] = "unavailable"
    truth.keep("payment_method", {**method, "_used": True})
    truth.keep("charge", charge)
    intent["latest_charge"], intent["next_action"] = charge["id"], None
    if card.card.declines:
        return declined(truth, intent, *card.card.declines, key=key)
    intent.update(status="requires_capture", amount_capturable=intent["amount"])
    moved = movement(
        "authorize", intent, intent["amount"], thing_id=intent["id"], key=intent["_key"], outcome="succeeded"
    )
    events = (
        told("charge.succeeded", charge, key=key),
        told("payment_intent.amount_capturable_updated", intent, key=key),
    )
    return Outcome(kept(truth, intent), movements=(moved,), events=events)


def declined(truth: Truth, intent: Thing, code: str, message: str, *, key: str | None) -> Outcome:
    """A no: the intent wants another payment method, and the answer is an error that carries it."""
    reason = "authentication" if code == "payment_intent_authentication_failure" else "card_declined"
    named = code if reason == "authentication" else "expired_card" if code == "expired_card" else "card_declined"
    error = {"type": "card_error", "code": named, "decline_code": code, "message": message}
    intent.update(status="requires_payment_method", next_action=None, last_payment_error=error, payment_method=None)
    moved = movement(
        "authorize", intent, intent["amount"], thing_id=intent["id"], key=intent["_key"], outcome="declined"
    )
    body = error_body("card_error", message, code=named, decline_code=code, payment_intent=kept(truth, intent))
    event = told("payment_intent.payment_failed", intent, key=key)
    return Outcome(body, status=402, movements=(moved,), events=(event,))


def finish_challenge(truth: Truth, intent_id: str, *, success: bool) -> Outcome:
    """The card holder confirmed or refused on the bank's page."""
    intent = found(truth, "payment_intent", intent_id)
    if intent["status"] != "requires_action":
        raise refused("This PaymentIntent waits for nobody.", code="payment_intent_unexpected_state")
    if not success:
        message = "We are unable to authenticate your payment method. Please choose a different payment method."
        return declined(truth, intent, "payment_intent_authentication_failure", message, key=None)
    method = found(truth, "payment_method", intent["payment_method"])
    card = card_named(method["_card"], prefix="pm_card_", param="payment_method")
    return attempted(truth, intent, card, method, key=None)


def update(truth: Truth, intent_id: str, wanted: dict[str, Any], *, key: str) -> Outcome:
    """Note metadata on an intent."""
    intent = current(truth, intent_id)
    intent["metadata"] = metadata_of(wanted, intent["metadata"])
    return Outcome(kept(truth, intent))


def cancel(truth: Truth, intent_id: str, wanted: dict[str, Any], *, key: str) -> Outcome:
    """Let go what is not captured. Raises Problem in a state that cannot be left."""
    intent = current(truth, intent_id)
    if intent["status"] not in CANCELABLE:
        raise unexpected(intent, "cancel")
    left = intent["amount_capturable"]
    intent.update(
        status="canceled", amount_capturable=0, canceled_at=now(), next_action=None,
        cancellation_reason=wanted.get("cancellation_reason"),
    )  # fmt: skip
    void = movement("void", intent, left, thing_id=intent["id"], key=key, outcome="succeeded")
    return Outcome(
        kept(truth, intent),
        movements=(void,) if left else (),
        events=(told("payment_intent.canceled", intent, key=key),),
    )


def current(truth: Truth, intent_id: str) -> Thing:
    """The intent as it is by now: an authorization whose time is over is canceled by Stripe itself."""
    intent = found(truth, "payment_intent", intent_id)
    if intent["status"] == "requires_capture":
        charge = found(truth, "charge", intent["latest_charge"])
        if charge["payment_method_details"]["card"]["capture_before"] <= time.time():
            intent.update(status="canceled", cancellation_reason="automatic", amount_capturable=0, canceled_at=now())
            truth.keep("payment_intent", intent)
    return intent


def unexpected(intent: Thing, act: str) -> Problem:
    message = f"You cannot {act} this PaymentIntent because it has a status of {intent['status']}."
    return refused(message, code="payment_intent_unexpected_state")


def kept(truth: Truth, intent: Thing) -> Thing:
    truth.keep("payment_intent", intent)
    return public(intent)


def shown_intent(truth: Truth, intent: Thing, *, expand: list[str]) -> Thing:
    """An intent with its charge in place of the charge's id, when that was asked for."""
    answer = public(intent)
    if "latest_charge" in expand and answer.get("latest_charge"):
        answer["latest_charge"] = public(found(truth, "charge", answer["latest_charge"]))
    return answer


def metadata_of(wanted: dict[str, Any], before: Thing) -> Thing:
    """Metadata merged name by name. Raises Problem beyond Stripe's limits."""
    merged = {**before, **{str(name): str(text) for name, text in fields_of(wanted.get("metadata")).items()}}
    if any(len(name) > 40 or len(text) > 500 for name, text in merged.items()) or len(merged) > MOST_METADATA:
        raise invalid("Metadata has at most 50 names of 40 and texts of 500 characters.", param="metadata")
    return {name: text for name, text in merged.items() if text}


def country_of(wanted: dict[str, Any]) -> str:
    """The country of the billing address sent with a token."""
    details = fields_of(fields_of(wanted.get("payment_method_data")).get("billing_details"))
    return str(fields_of(details.get("address")).get("country") or "")


def multicapture_asked(wanted: dict[str, Any]) -> bool:
    card = fields_of(fields_of(wanted.get("payment_method_options")).get("card"))
    return card.get("request_multicapture") == "if_available"
