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
    amount = int(wanted.get("amount") or charge["amount_captured"])
    made: Thing = {
        "id": new_id("dp"), "object": "dispute", "amount": amount,
        "balance_transactions": [{"object": "balance_transaction", "type": "adjustment", "amount": -amount}],
        "charge": charge["id"], "created": now(), "currency": charge["currency"],
        "evidence_details": {"due_by": now() + DAYS_TO_ANSWER * 86_400, "has_evidence": False, "past_due": False},
        "is_charge_refundable": False, "livemode": False, "metadata": {}, "payment_intent": charge["payment_intent"],
        "reason": str(wanted.get("reason", "fraudulent")), "status": "needs_response",
    }  # fmt: skip
    truth.keep("dispute", made)
    kinds = ("charge.dispute.created", "charge.dispute.funds_withdrawn")
    return Outcome(public(made), events=tuple(told(kind, made, key=None) for kind in kinds))


def close_dispute(truth: Truth, dispute_id: str, wanted: dict[str, Any]) -> Outcome:
    """The issuer decides: ``won``, which gives the money back, or ``lost``."""
    made = found(truth, "dispute", dispute_id)
    made["status"] = str(wanted.get("status", "lost"))
    kinds = ["charge.dispute.closed"]
    if made["status"] == "won":
        back = {"object": "balance_transaction", "type": "adjustment", "amount": made["amount"]}
        made["balance_transactions"] = [*made["balance_transactions"], back]
        kinds.append("charge.dispute.funds_reinstated")
    truth.keep("dispute", made)
    return Outcome(public(made), events=tuple(told(kind, made, key=None) for kind in kinds))


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
