"""Collect an intent's money at once or in parts, and give it back."""

from dataclasses import replace
from typing import Any

from simulators.gateway.stripe.cards import card_named
from simulators.gateway.stripe.errors import invalid, refused
from simulators.gateway.stripe.intents import current, kept, metadata_of, unexpected
from simulators.gateway.stripe.money import units_of
from simulators.gateway.stripe.things import Thing, balance_row, found, movement, new_id, now, public, told
from simulators.operations import Outcome
from simulators.truth import Truth


def capture(truth: Truth, intent_id: str, wanted: dict[str, Any], *, key: str) -> Outcome:
    """Collect a part. Unless the capture is said not to be the last, the rest is let go with it."""
    intent = current(truth, intent_id)
    if intent["status"] != "requires_capture":
        raise unexpected(intent, "capture")
    charge = found(truth, "charge", intent["latest_charge"])
    method = found(truth, "payment_method", charge["payment_method"])
    card, left = card_named(method["_card"], prefix="pm_card_", param="payment_method"), intent["amount_capturable"]
    asked, currency = wanted.get("amount_to_capture", left), intent["currency"].upper()
    units = units_of(asked, currency=currency, param="amount_to_capture")
    if units > left:
        message = f"The amount to capture is greater than the capturable amount of {left}."
        raise refused(message, code="amount_too_large", param="amount_to_capture")
    is_last = wanted.get("final_capture") != "false"
    if not is_last and charge["payment_method_details"]["card"]["multicapture"]["status"] != "available":
        raise invalid("This PaymentIntent is not eligible for multicapture.", param="final_capture")
    if not card.card.captures:
        raise refused("The issuer refused to pay this charge.", code="capture_charge_authorization_expired")
    return collected(truth, intent, charge, units, is_last=is_last, wanted=wanted, key=key)


def collected(
    truth: Truth, intent: Thing, charge: Thing, units: int, *, is_last: bool, wanted: dict[str, Any], key: str
) -> Outcome:
    rest = intent["amount_capturable"] - units
    is_over = is_last or rest == 0
    intent["metadata"] = metadata_of(wanted, intent["metadata"])
    intent.update(
        amount_capturable=0 if is_over else rest,
        amount_received=intent["amount_received"] + units,
        status="succeeded" if is_over else "requires_capture",
    )
    charge.update(amount_captured=charge["amount_captured"] + units, captured=is_over)
    truth.keep("charge", charge)
    truth.keep("balance_transaction", balance_row("charge", charge, units))
    taken = movement("capture", intent, units, thing_id=charge["id"], key=key, outcome="succeeded")
    let_go = movement("void", intent, rest, thing_id=intent["id"], key=key, outcome="succeeded")
    kind = "payment_intent.succeeded" if is_over else "payment_intent.amount_capturable_updated"
    return Outcome(
        kept(truth, intent),
        movements=(taken, let_go) if is_over and rest else (taken,),
        events=(told("charge.captured", charge, key=key), told(kind, intent, key=key)),
    )


def refund(truth: Truth, wanted: dict[str, Any], *, key: str) -> Outcome:
    """Give back a part of what a charge collected."""
    charge = found(truth, "charge", str(wanted.get("charge", "")), param="charge")
    intent = found(truth, "payment_intent", charge["payment_intent"])
    left = charge["amount_captured"] - charge["amount_refunded"]
    units = units_of(wanted.get("amount", left), currency=charge["currency"].upper(), param="amount")
    if left <= 0:
        raise refused("This charge has already been refunded.", code="charge_already_refunded")
    if units > left:
        message = f"Refund amount ({units}) is greater than unrefunded amount on charge ({left})."
        raise refused(message, code="amount_too_large", param="amount")
    if charge["disputed"]:
        raise refused("This charge has been charged back.", code="charge_disputed")
    method = found(truth, "payment_method", charge["payment_method"])
    status = card_named(method["_card"], prefix="pm_card_", param="payment_method").refund
    made: Thing = {
        "id": new_id("re"), "object": "refund", "amount": units, "charge": charge["id"], "created": now(),
        "currency": charge["currency"], "metadata": metadata_of(wanted, {}), "payment_intent": intent["id"],
        "reason": None, "status": status, "_key": key,
    }  # fmt: skip
    truth.keep("refund", made)
    return settled(truth, made, charge, intent, key=key, event="refund.created")


def settle_refund(truth: Truth, refund_id: str, *, status: str) -> Outcome:
    """A refund that was pending comes to its end, or one that went out comes back."""
    made = found(truth, "refund", refund_id)
    before, made["status"] = made["status"], status
    truth.keep("refund", made)
    charge = found(truth, "charge", made["charge"])
    if before == "succeeded" and status == "failed":
        charge["amount_refunded"] -= made["amount"]
        truth.keep("charge", charge)
        truth.keep("balance_transaction", balance_row("refund_failure", made, made["amount"]))
    intent = found(truth, "payment_intent", charge["payment_intent"])
    event = "refund.failed" if status == "failed" else "refund.updated"
    outcome = settled(truth, made, charge, intent, key=None, event=event)
    if before == "succeeded" and status == "failed":
        back = movement(
            "return", intent, made["amount"], thing_id=f"{made['id']}-back", key=made["_key"], outcome="succeeded"
        )
        return replace(outcome, movements=(back,))
    return outcome


def settled(truth: Truth, made: Thing, charge: Thing, intent: Thing, *, key: str | None, event: str) -> Outcome:
    if made["status"] == "failed":
        made.update(failure_reason="expired_or_canceled_card")
        truth.keep("refund", made)
    if made["status"] == "succeeded":
        charge["amount_refunded"] += made["amount"]
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        truth.keep("charge", charge)
        truth.keep("balance_transaction", balance_row("refund", made, -made["amount"]))
    moved = movement("refund", intent, made["amount"], thing_id=made["id"], key=made["_key"], outcome=made["status"])
    is_over = made["status"] != "pending"
    return Outcome(public(made), movements=(moved,) if is_over else (), events=(told(event, made, key=key),))
