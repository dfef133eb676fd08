"""The webhook inbox: keep what is verified once, apply it in any order."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.cards import mask_bytes, mask_deeply
from core.errors import Blocker, MoveRefused, OutcomeUnknown
from core.events import publish
from core.service import service
from payments.events import WebhookReceived
from payments.gateways.contract import DisputeNews, Notice, Receipt
from payments.gateways.registry import gateway_named
from payments.locks import lock_transaction
from payments.models import GatewayEvent, PaymentTransaction
from payments.models.inbox import NO_SUCH_KEY
from payments.selectors.disputed import disputed_capture
from payments.selectors.orphans import tasks_behind
from payments.services.contradicting import open_contradiction
from payments.services.disputing import record_dispute
from payments.services.matching import record_orphan_given_back
from payments.services.recording import record_receipt
from payments.services.returned import record_refund_returned
from payments.services.waking import apply_again
from payments.statuses import UNDER_WAY, Outcome, TransactionKind

# One statement: a gateway that repeats itself by many doors at once is answered without a wait or an error.
_KEEP = """
INSERT INTO payments_gatewayevent (source, event_id, kind, body, raw, parked, waits_for, tries)
VALUES (%s, %s, %s, %s::jsonb, %s, '', '', 0) ON CONFLICT (source, event_id) DO NOTHING RETURNING id
"""


@service
def keep_notice(*, source: str, notice: Notice, raw: bytes = b"") -> bool:
    """Store a verified webhook and promise to apply it; False when it was here before.

    ``raw`` is the body as it came; it is kept byte for byte, only card numbers are masked.
    """
    values: list[str | bytes] = [
        source,
        notice.event_id[:80],
        notice.kind[:60],
        json.dumps(storable(notice.body)),
        mask_bytes(raw),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)
        kept = cursor.fetchone()
    if kept is not None:
        publish(WebhookReceived(event_id=kept[0]), actor=SYSTEM)
    return kept is not None


def storable(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body as the database can hold it: without NUL, without numbers that are none, without card numbers."""
    text = json.dumps(mask_deeply(dict(body)), default=str).replace("\\u0000", "")
    kept: dict[str, Any] = json.loads(text, parse_constant=str)
    return kept


def apply_notice(*, event_id: int) -> None:
    """Apply one stored webhook; what cannot be applied is parked with the reason, and with what it waits for."""
    event = GatewayEvent.objects.get(pk=event_id)
    if event.applied_at is not None or (event.parked and not event.waits_for):
        return
    try:
        told = gateway_named(event.source).read(event.body, event.kind)
    except OutcomeUnknown as error:
        _park(event, f"It cannot be read: {error.message}")
        return
    if told.unknown:
        _park(event, told.unknown)
    elif told.dispute is not None:
        _dispute(event, told.dispute)
    elif told.receipt is not None:
        _tell(event, told.key, told.receipt)


@service
def _tell(event: GatewayEvent, key: str, receipt: Receipt) -> None:
    """Settle the movement the event is about, when it is ours and when what it rests upon is known."""
    found = _ours(event.source, key, receipt)
    task_id = tasks_behind([key]).get(key) if found is None else None
    if task_id is not None:
        record_orphan_given_back(moneytask_id=task_id, key=key, receipt=receipt)
        _applied(event)
        return
    if found is None:
        _park(event, NO_SUCH_KEY, waits_for=key or receipt.gateway_reference)
        return
    _, _, transaction = lock_transaction(found.pk)
    parent = PaymentTransaction.objects.get(pk=transaction.parent_id) if transaction.parent_id else None
    if transaction.amount != receipt.amount or transaction.currency != receipt.currency:
        _other_amount(event, transaction, receipt)
    elif transaction.kind == TransactionKind.REFUND and _came_back(transaction, receipt):
        record_refund_returned(transaction_id=transaction.pk, reason=receipt.message)
        _applied(event)
    elif receipt.status == "ok" and _contradicts(transaction, parent):
        _contradiction(event, transaction, receipt)
    elif receipt.status == "ok" and parent is not None and parent.outcome in UNDER_WAY:
        _park(event, f"The {parent.kind} it rests upon is not known yet.", waits_for=parent.key)
    else:
        record_receipt(transaction_id=transaction.pk, receipt=receipt)
        _applied(event)


def _ours(gateway: str, key: str, receipt: Receipt) -> PaymentTransaction | None:
    """By the gateway's name where our books have it: what was matched, or written down in place of what was asked, has
    no key of ours there. Else by our key."""
    named = PaymentTransaction.objects.filter(gateway=gateway, gateway_reference=receipt.gateway_reference)
    found = named.first() if receipt.gateway_reference else None
    return found or (PaymentTransaction.objects.filter(key=key).first() if key else None)


def _came_back(transaction: PaymentTransaction, receipt: Receipt) -> bool:
    """Whether a refund that had gone out is told to have failed after all, or the older news of it come last."""
    if receipt.status == "ok":
        # A refund that failed never succeeds under the same name.
        is_same = transaction.gateway_reference == receipt.gateway_reference != ""
        return is_same and transaction.outcome == Outcome.FAILED
    return receipt.status == "declined" and transaction.outcome == Outcome.SUCCEEDED


def _contradicts(transaction: PaymentTransaction, parent: PaymentTransaction | None) -> bool:
    """Whether our books say for good that this did not happen."""
    return transaction.outcome == Outcome.FAILED or (
        transaction.outcome in UNDER_WAY and parent is not None and parent.outcome == Outcome.FAILED
    )


def _other_amount(event: GatewayEvent, transaction: PaymentTransaction, receipt: Receipt) -> None:
    """Under way it is asked about once more; what is settled nobody asks about again, so a person is told."""
    words = f"It speaks of {receipt.amount} {receipt.currency}"
    if transaction.outcome in UNDER_WAY or receipt.status != "ok":
        _park(event, f"{words}; the gateway will be asked.")
        return
    open_contradiction(transaction, receipt, movement=transaction.kind, said="tells of")
    _park(event, f"{words}, the books of {transaction.amount} {transaction.currency}; see the money inbox.")


def _contradiction(event: GatewayEvent, transaction: PaymentTransaction, receipt: Receipt) -> None:
    """The gateway moved money that our books say did not move."""
    open_contradiction(transaction, receipt, movement=transaction.kind, said="tells of")
    _park(event, "The books say that this failed; see the money inbox.")


@service
def reapply_notice(*, gatewayevent_id: int, actor: Actor) -> GatewayEvent:
    """Have a parked webhook applied again, by a worker. Raises NotPermitted, and MoveRefused when it is not parked."""
    ensure_may(actor, "payments.reapply_gatewayevent")
    event = GatewayEvent.objects.select_for_update(no_key=True).get(pk=gatewayevent_id)
    if event.applied_at is not None or not event.parked:
        raise MoveRefused("reapply", [Blocker("not_parked", "the event is not parked.")])
    event.parked, event.waits_for, event.tries = "", "", event.tries + 1
    event.save(update_fields=["parked", "waits_for", "tries"])
    apply_again([event])
    return event


@service
def _dispute(event: GatewayEvent, news: DisputeNews) -> None:
    flaw = record_dispute(gateway=event.source, news=news)
    if flaw:
        # News that overtook their capture are applied when it is known.
        is_known = disputed_capture(gateway=event.source, reference=news.capture) is not None
        _park(event, flaw, waits_for="" if is_known else news.capture)
    else:
        _applied(event)


def _park(event: GatewayEvent, reason: str, *, waits_for: str = "") -> None:
    event.parked, event.waits_for = reason[:300], waits_for[:80]
    GatewayEvent.objects.filter(pk=event.pk, applied_at=None).update(
        parked=event.parked, waits_for=event.waits_for, tries=F("tries") + 1
    )


def _applied(event: GatewayEvent) -> None:
    event.applied_at = timezone.now()
    event.parked = event.waits_for = ""
    event.save(update_fields=["applied_at", "parked", "waits_for"])
