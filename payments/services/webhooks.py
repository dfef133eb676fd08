"""The webhook inbox: keep what is verified once, apply it in any order."""

import json
from typing import Any

from django.utils import timezone

from core.actors import SYSTEM
from core.events import publish
from core.money import ZERO
from core.service import service
from payments.events import WebhookReceived
from payments.gateways.contract import Notice
from payments.gateways.registry import gateway_named
from payments.locks import lock_transaction
from payments.models import GatewayEvent, Payment, PaymentTransaction
from payments.selectors.disputed import disputed_capture
from payments.services.folding import fold, tell_funds
from payments.services.recording import record_receipt
from payments.statuses import Outcome, TransactionKind


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
    elif told.disputed_reference:
        _dispute(event, told.disputed_reference, told.key)
    elif told.receipt is not None:
        transaction = PaymentTransaction.objects.filter(key=told.key).first()
        if transaction is None:
            _park(event, "No transaction of ours has this key.")
        elif transaction.amount != told.receipt.amount or transaction.currency != told.receipt.currency:
            _park(event, f"It speaks of {told.receipt.amount} {told.receipt.currency}; the gateway will be asked.")
        else:
            record_receipt(transaction_id=transaction.pk, receipt=told.receipt)
            _applied(event)
    else:
        # A warning, or a dispute that took nothing (yet): no money moves by it.
        _park(event, "It moves no money; a person may look at it.")


@service
def _dispute(event: GatewayEvent, reference: str, dispute_id: str) -> None:
    """A chargeback takes captured money back until it is won."""
    capture = disputed_capture(gateway=event.source, reference=reference)
    if capture is None:
        _park(event, "No capture of ours has this reference.")
        return
    order, payment, capture = lock_transaction(capture.pk)
    left = payment.captured_amount - payment.refunded_amount - payment.charged_back_amount
    if left > ZERO:
        PaymentTransaction.objects.get_or_create(
            key=f"dispute-{dispute_id}"[:64],
            defaults={
                "payment": payment, "kind": TransactionKind.CHARGEBACK, "outcome": Outcome.SUCCEEDED,
                "amount": min(left, capture.amount), "currency": payment.currency, "parent": capture,
                "gateway": payment.gateway, "gateway_reference": dispute_id, "settled_at": timezone.now(),
            },
        )  # fmt: skip
        fold(payment)
        tell_funds(order.pk, [payment, *Payment.objects.filter(order=order).exclude(pk=payment.pk)], actor=SYSTEM)
    _applied(event)


def _park(event: GatewayEvent, reason: str) -> None:
    event.parked = reason[:300]
    event.save(update_fields=["parked"])


def _applied(event: GatewayEvent) -> None:
    event.applied_at = timezone.now()
    event.save(update_fields=["applied_at"])
