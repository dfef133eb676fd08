"""Checkout in setup mode: Stripe's own page takes a card and keeps it for a customer; no money moves."""

import secrets
from typing import Any

from simulators.gateway.stripe.cards import card_named
from simulators.gateway.stripe.errors import invalid, refused
from simulators.gateway.stripe.form import fields_of
from simulators.gateway.stripe.intents import new_method
from simulators.gateway.stripe.things import Thing, found, new_id, now, public
from simulators.operations import Outcome
from simulators.truth import Truth

PLACE_OF_ID = "{CHECKOUT_SESSION_ID}"


def open_session(truth: Truth, wanted: dict[str, Any], *, base_url: str) -> Outcome:
    """A page for a card. Raises Problem for anything but setup mode with a way back."""
    success = str(wanted.get("success_url", ""))
    if wanted.get("mode") != "setup" or not success.startswith(("http://", "https://")):
        raise invalid("This simulator opens sessions with mode=setup and a success_url only.", param="mode")
    session_id = new_id("cs_test")
    session: Thing = {
        "id": session_id, "object": "checkout.session", "mode": "setup", "status": "open", "created": now(),
        "success_url": success, "cancel_url": wanted.get("cancel_url"), "livemode": False, "customer": None,
        "setup_intent": None, "metadata": fields_of(wanted.get("metadata")),
        "url": f"{base_url}/stripe/checkout/{session_id}",
    }  # fmt: skip
    truth.keep("checkout.session", session)
    return Outcome(public(session))


def complete_session(truth: Truth, session_id: str, card: str) -> Thing:
    """The customer gave a card on the page. Raises Problem for one that is not among the test cards."""
    session = found(truth, "checkout.session", session_id)
    if session["status"] != "open":
        raise refused("This session is over.", code="checkout_session_over")
    card_named(card, prefix="pm_card_", param="card")
    method = new_method(f"{card}-{secrets.token_hex(6)}", card_name=card, customer=new_id("cus"))
    setup: Thing = {
        "id": new_id("seti"), "object": "setup_intent", "status": "succeeded", "customer": method["customer"],
        "payment_method": method["id"], "created": now(), "usage": "off_session",
    }  # fmt: skip
    session.update(status="complete", customer=method["customer"], setup_intent=setup["id"], url=None)
    for kind, thing in (("payment_method", method), ("setup_intent", setup), ("checkout.session", session)):
        truth.keep(kind, thing)
    return session


def shown_session(truth: Truth, session: Thing, *, expand: list[str]) -> Thing:
    answer = public(session)
    if "setup_intent" in expand and answer["setup_intent"]:
        answer["setup_intent"] = public(found(truth, "setup_intent", answer["setup_intent"]))
    return answer


def way_back(session: Thing) -> str:
    return str(session["success_url"]).replace(PLACE_OF_ID, session["id"])
