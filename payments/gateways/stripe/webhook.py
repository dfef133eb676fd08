"""Stripe's webhooks: signed, dated, and what each means for us. Source: docs.stripe.com/webhooks."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import stripe
from django.conf import settings

from core.errors import Misconfigured, OutcomeUnknown
from core.money import ZERO
from payments.errors import ForgedWebhook
from payments.gateways.contract import DisputeNews, Notice, Told
from payments.gateways.stripe import parse
from payments.gateways.stripe.money import amount_of
from payments.gateways.stripe.notes import AUTHORIZED_BY, notes_on
from payments.statuses import DisputeKind, DisputeState, TransactionKind

HEADER = "stripe-signature"
REPLAY_WINDOW_SECONDS = 300
# A void cancels what is left by a second request, whose key is derived from its own.
REST = "-rest"
# An inquiry asks before a dispute takes money; its states carry this mark. Source: docs.stripe.com/api/disputes/object.
_INQUIRY = "warning_"
_DISPUTE_STATES = {
    "needs_response": DisputeState.NEEDS_RESPONSE,
    "under_review": DisputeState.UNDER_REVIEW,
    "won": DisputeState.WON,
    "lost": DisputeState.LOST,
    "closed": DisputeState.CLOSED,
    "prevented": DisputeState.CLOSED,
}


def verify(*, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice:
    """The notice if one of our secrets signed it, at most five minutes from ``now``. Raises ForgedWebhook."""
    if not settings.STRIPE_WEBHOOK_SECRETS:
        raise Misconfigured("STRIPE_WEBHOOK_SECRETS is not set; webhooks of Stripe cannot be verified.")
    header = {name.lower(): value for name, value in headers.items()}.get(HEADER, "")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise ForgedWebhook("The webhook is no text.") from error
    if not header.isascii() or not any(_is_signed(text, header, secret) for secret in settings.STRIPE_WEBHOOK_SECRETS):
        raise ForgedWebhook("The signature does not fit.")
    # The library looks for old ones only, and at a clock of its own.
    stamp = next(part[2:] for part in header.split(",") if part.startswith("t="))
    if abs(now.timestamp() - int(stamp)) > REPLAY_WINDOW_SECONDS:
        raise ForgedWebhook("The webhook is too old or comes from the future.")
    return _notice(text)


def _is_signed(text: str, header: str, secret: str) -> bool:
    """Whether ``secret`` made one of the signatures; compared in constant time by the library."""
    try:
        return bool(stripe.WebhookSignature.verify_header(text, header, secret))
    except stripe.SignatureVerificationError:
        return False


def _notice(text: str) -> Notice:
    try:
        data = json.loads(text)
        return Notice(event_id=str(data["id"]), kind=str(data["type"]), body=data)
    except (ValueError, KeyError, TypeError) as error:
        raise ForgedWebhook("The webhook is no event.") from error


def read_notice(body: Mapping[str, Any], kind: str) -> Told:
    """What the event means for us; news we have no use for say why."""
    thing = (body.get("data") or {}).get("object") or {}
    reader = _READERS.get(kind)
    if reader is None:
        return Told(unknown=f"No use for events of kind “{kind}”.")
    try:
        return reader(thing, str((body.get("request") or {}).get("idempotency_key") or ""))
    except OutcomeUnknown as error:
        return Told(unknown=error.message)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return Told(unknown=f"The event lacks what is needed: {error!r}.")


def _intent(thing: Mapping[str, Any], key: str) -> Told:
    """News of an intent are about the capture or void that caused them, else about its authorization."""
    name = f"oms_{key.removesuffix(REST)}"
    note = notes_on(thing).get(name)
    if note is not None:
        return Told(key=name.removeprefix("oms_"), movement=note.kind, receipt=parse.movement(thing, name, note))
    receipt = parse.authorization(thing)
    if receipt.status == "ok":
        # Its charge tells the card and until when the money is held, and has its own event.
        return Told(unknown="What is authorized is told by “charge.succeeded”.")
    return Told(key=_key(thing), movement=TransactionKind.AUTHORIZATION, receipt=receipt)


def _charge(thing: Mapping[str, Any], key: str) -> Told:
    return Told(key=_key(thing), movement=TransactionKind.AUTHORIZATION, receipt=parse.held(thing))


def _refund(thing: Mapping[str, Any], key: str) -> Told:
    return Told(key=_key(thing), movement=TransactionKind.REFUND, receipt=parse.refund(thing))


def _dispute(thing: Mapping[str, Any], key: str) -> Told:
    """A dispute as it is now: its balance transactions tell of the money that moved, whichever event brings them."""
    status, currency = str(thing["status"]), str(thing["currency"])
    due = (thing.get("evidence_details") or {}).get("due_by")
    moved = [int(one["amount"]) for one in thing.get("balance_transactions") or ()]
    news = DisputeNews(
        reference=str(thing["id"]),
        capture=str(thing["charge"]),
        kind=DisputeKind.INQUIRY if status.startswith(_INQUIRY) else DisputeKind.CHARGEBACK,
        state=_DISPUTE_STATES[status.removeprefix(_INQUIRY)],
        amount=amount_of(int(thing["amount"]), currency),
        currency=currency.upper(),
        reason=str(thing.get("reason") or "")[:80],
        evidence_due_at=datetime.fromtimestamp(int(due), UTC) if due else None,
        withdrawn=any(amount < 0 for amount in moved),
        returned=any(amount > 0 for amount in moved),
    )
    return Told(key=news.reference, dispute=news)


def _withdrawn(thing: Mapping[str, Any], key: str) -> Told:
    told = _dispute(thing, key)
    return told if told.dispute is None else replace(told, dispute=replace(told.dispute, withdrawn=True))


def _returned(thing: Mapping[str, Any], key: str) -> Told:
    """What came back was withdrawn before, whichever is told first."""
    told = _dispute(thing, key)
    return told if told.dispute is None else replace(told, dispute=replace(told.dispute, withdrawn=True, returned=True))


def _warning(thing: Mapping[str, Any], key: str) -> Told:
    """An issuer's word that a charge may be fraud; it is about all of the charge, and no money moves."""
    news = DisputeNews(
        reference=str(thing["id"]),
        capture=str(thing["charge"]),
        kind=DisputeKind.WARNING,
        state=DisputeState.NEEDS_RESPONSE if thing.get("actionable") else DisputeState.CLOSED,
        amount=ZERO,
        currency="",
        reason=str(thing.get("fraud_type") or "")[:80],
    )
    return Told(key=news.reference, dispute=news)


def _key(thing: Mapping[str, Any]) -> str:
    return str((thing.get("metadata") or {}).get(AUTHORIZED_BY) or "")


_READERS: dict[str, Callable[[Mapping[str, Any], str], Told]] = {
    "payment_intent.amount_capturable_updated": _intent,
    "payment_intent.succeeded": _intent,
    "payment_intent.payment_failed": _intent,
    "payment_intent.requires_action": _intent,
    "payment_intent.canceled": _intent,
    "charge.succeeded": _charge,
    "refund.created": _refund,
    "refund.updated": _refund,
    "refund.failed": _refund,
    "charge.refund.updated": _refund,
    "charge.dispute.created": _dispute,
    "charge.dispute.updated": _dispute,
    "charge.dispute.closed": _dispute,
    "charge.dispute.funds_withdrawn": _withdrawn,
    "charge.dispute.funds_reinstated": _returned,
    "radar.early_fraud_warning.created": _warning,
    "radar.early_fraud_warning.updated": _warning,
}
