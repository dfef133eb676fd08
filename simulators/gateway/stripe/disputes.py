"""What card holders and issuers do by themselves: disputes and early fraud warnings."""

from typing import Any

from simulators.gateway.stripe.things import Thing, found, new_id, now, public, told
from simulators.operations import Outcome
from simulators.truth import Truth

DAYS_TO_ANSWER = 20


def dispute(truth: Truth, wanted: dict[str, Any]) -> Outcome:
    """The card holder contests a charge, all that was captured unless an amount in units is given."""
    charge = found(truth, "charge", str(wanted.get("charge", "")), param="charge")
    charge["disputed"] = True
    truth.keep("charge", charge)
    made: Thing = {
        "id": new_id("dp"), "object": "dispute", "amount": int(wanted.get("amount") or charge["amount_captured"]),
        "charge": charge["id"], "created": now(), "currency": charge["currency"],
        "evidence_details": {"due_by": now() + DAYS_TO_ANSWER * 86_400, "has_evidence": False, "past_due": False},
        "is_charge_refundable": False, "livemode": False, "metadata": {}, "payment_intent": charge["payment_intent"],
        "reason": str(wanted.get("reason", "fraudulent")), "status": "needs_response",
    }  # fmt: skip
    truth.keep("dispute", made)
    return Outcome(public(made), events=(told("charge.dispute.created", made, key=None),))


def close_dispute(truth: Truth, dispute_id: str, wanted: dict[str, Any]) -> Outcome:
    """The issuer decides: ``won`` or ``lost``."""
    made = found(truth, "dispute", dispute_id)
    made["status"] = str(wanted.get("status", "lost"))
    truth.keep("dispute", made)
    return Outcome(public(made), events=(told("charge.dispute.closed", made, key=None),))


def warn(truth: Truth, wanted: dict[str, Any]) -> Outcome:
    """The issuer says that a charge may be fraud; no money moves."""
    charge = found(truth, "charge", str(wanted.get("charge", "")), param="charge")
    made: Thing = {
        "id": new_id("issfr"), "object": "radar.early_fraud_warning", "actionable": True, "charge": charge["id"],
        "created": now(), "fraud_type": str(wanted.get("fraud_type", "made_with_stolen_card")), "livemode": False,
        "payment_intent": charge["payment_intent"],
    }  # fmt: skip
    truth.keep("early_fraud_warning", made)
    return Outcome(public(made), events=(told("radar.early_fraud_warning.created", made, key=None),))
