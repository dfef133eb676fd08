"""What card holders and issuers do by themselves: disputes, inquiries and early fraud warnings."""

from typing import Any

from simulators.gateway.stripe.errors import invalid, refused
from simulators.gateway.stripe.form import fields_of
from simulators.gateway.stripe.things import Thing, found, movement, new_id, now, public, told
from simulators.operations import Outcome
from simulators.truth import Truth

DAYS_TO_ANSWER = 20
INQUIRY = "warning_"
OVER = ("won", "lost", "warning_closed")
LONGEST_EVIDENCE = 20_000


def dispute(truth: Truth, wanted: dict[str, Any]) -> Outcome:
    """The card holder contests a charge, all that was captured unless an amount in units is given.

    An inquiry (``is_inquiry``) only asks; a dispute takes the money at once.
    """
    charge = found(truth, "charge", str(wanted.get("charge", "")), param="charge")
    is_inquiry = bool(wanted.get("is_inquiry"))
    made: Thing = {
        "id": new_id("dp"), "object": "dispute", "amount": int(wanted.get("amount") or charge["amount_captured"]),
        "balance_transactions": [], "charge": charge["id"], "created": now(), "currency": charge["currency"],
        "evidence": {"uncategorized_text": None},
        "evidence_details": {
            "due_by": now() + DAYS_TO_ANSWER * 86_400, "has_evidence": False, "past_due": False, "submission_count": 0,
        },
        "is_charge_refundable": is_inquiry, "livemode": False, "metadata": {},
        "payment_intent": charge["payment_intent"], "reason": str(wanted.get("reason", "fraudulent")),
        "status": f"{INQUIRY if is_inquiry else ''}needs_response",
    }  # fmt: skip
    if is_inquiry:
        return _kept(truth, made, "charge.dispute.created")
    charge["disputed"] = True
    truth.keep("charge", charge)
    return _moved(truth, made, "chargeback", "charge.dispute.created", "charge.dispute.funds_withdrawn")


def close_dispute(truth: Truth, dispute_id: str, wanted: dict[str, Any]) -> Outcome:
    """The issuer decides: ``won``, which gives the money back, ``lost``, or ``warning_closed`` for an inquiry."""
    made = found(truth, "dispute", dispute_id)
    made["status"] = str(wanted.get("status", "lost"))
    if made["status"] == "won" and made["balance_transactions"]:
        return _moved(truth, made, "reversal", "charge.dispute.closed", "charge.dispute.funds_reinstated")
    return _kept(truth, made, "charge.dispute.closed")


def answer_dispute(truth: Truth, dispute_id: str, wanted: dict[str, Any], *, key: str) -> Outcome:
    """Take the shop's evidence, and send it on to the bank when it is submitted; that is possible once."""
    made, evidence = found(truth, "dispute", dispute_id), fields_of(wanted.get("evidence"))
    text = str(evidence.get("uncategorized_text") or "")
    if len(text) > LONGEST_EVIDENCE:
        raise invalid("The text of evidence is too long.", param="evidence[uncategorized_text]")
    if made["status"] in OVER or made["evidence_details"]["submission_count"]:
        raise refused("This dispute is already closed or its evidence was submitted.", code="dispute_closed")
    made["evidence"] = {**made["evidence"], "uncategorized_text": text}
    made["evidence_details"]["has_evidence"] = bool(text)
    if wanted.get("submit") == "true":
        made["evidence_details"]["submission_count"] += 1
        made["status"] = made["status"].replace("needs_response", "under_review")
    return _kept(truth, made, "charge.dispute.updated", key=key)


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


def _kept(truth: Truth, made: Thing, *kinds: str, key: str | None = None) -> Outcome:
    truth.keep("dispute", made)
    return Outcome(public(made), events=tuple(told(kind, made, key=key) for kind in kinds))


def _moved(truth: Truth, made: Thing, operation: str, *kinds: str) -> Outcome:
    """The same with money that went to the card holder's bank, or came back from there."""
    units = -made["amount"] if operation == "chargeback" else made["amount"]
    row = {"object": "balance_transaction", "type": "adjustment", "amount": units}
    made["balance_transactions"] = [*made["balance_transactions"], row]
    intent = found(truth, "payment_intent", made["payment_intent"])
    line = movement(
        operation, intent, made["amount"], thing_id=f"{made['id']}-{operation}", key=made["id"], outcome="succeeded"
    )
    kept = _kept(truth, made, *kinds)
    return Outcome(kept.body, movements=(line,), events=kept.events)
