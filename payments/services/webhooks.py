"""The webhook inbox: keep what is verified once, apply it in any order."""

import json
from typing import Any

from django.utils import timezone

from core.actors import SYSTEM
from core.events import publish
from core.service import service
from payments.events import WebhookReceived
from payments.gateways.contract import DisputeNews, Notice
from payments.gateways.registry import gateway_named
from payments.models import GatewayEvent, PaymentTransaction
from payments.services.disputing import record_dispute
from payments.services.recording import record_receipt


@service
def keep_notice(*, source: str, notice: Notice) -> bool:
    """Store a verified webhook and promise to apply it; False when it was here before."""
    body: dict[str, Any] = json.loads(json.dumps(dict(notice.body)))
    event, is_new = GatewayEvent.objects.get_or_create(
        source=source, event_id=notice.event_id[:80], defaults={"kind": notice.kind[:60], "body": body}
    )
    if is_new:
        publish(WebhookReceived(event_id=event.pk), actor=SYSTEM)
    return is_new


def apply_notice(*, event_id: int) -> None:
    """Apply one stored webhook; news about keys that are not ours is parked with the reason."""
    event = GatewayEvent.objects.get(pk=event_id)
    if event.applied_at is not None or event.parked:
        return
    told = gateway_named(event.source).read(event.body, event.kind)
    if told.unknown:
        _park(event, told.unknown)
    elif told.dispute is not None:
        _dispute(event, told.dispute)
    elif told.receipt is not None:
        transaction = PaymentTransaction.objects.filter(key=told.key).first()
        if transaction is None:
            _park(event, "No transaction of ours has this key.")
        elif transaction.amount != told.receipt.amount or transaction.currency != told.receipt.currency:
            _park(event, f"It speaks of {told.receipt.amount} {told.receipt.currency}; the gateway will be asked.")
        else:
            record_receipt(transaction_id=transaction.pk, receipt=told.receipt)
            _applied(event)


@service
def _dispute(event: GatewayEvent, news: DisputeNews) -> None:
    flaw = record_dispute(gateway=event.source, news=news)
    if flaw:
        _park(event, flaw)
    else:
        _applied(event)


def _park(event: GatewayEvent, reason: str) -> None:
    event.parked = reason[:300]
    event.save(update_fields=["parked"])


def _applied(event: GatewayEvent) -> None:
    event.applied_at = timezone.now()
    event.save(update_fields=["applied_at"])
