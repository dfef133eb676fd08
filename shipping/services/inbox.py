"""Webhooks of carriers: kept once, applied by an effect, parked with a reason when they make no sense."""

from django.utils import timezone

from core.actors import SYSTEM
from core.events import publish
from core.service import service
from shipping.carriers.contract import WebhookEnvelope
from shipping.events import CarrierEventReceived
from shipping.models import CarrierEvent


@service
def receive_event(*, carrier: str, envelope: WebhookEnvelope, body: bytes) -> bool:
    """Keep a genuine webhook; False when it came before."""
    event, is_new = CarrierEvent.objects.get_or_create(
        carrier=carrier, event_id=envelope.event_id[:120], defaults={"kind": envelope.kind[:64], "body": body}
    )
    if is_new:
        publish(CarrierEventReceived(event_pk=event.pk), actor=SYSTEM)
    return is_new


@service
def record_applied(*, event_pk: int) -> None:
    CarrierEvent.objects.filter(pk=event_pk).update(applied_at=timezone.now(), parked_reason="")


@service
def record_parked(*, event_pk: int, reason: str) -> None:
    """It stays in the inbox, unapplied, with why."""
    CarrierEvent.objects.filter(pk=event_pk, applied_at=None).update(parked_reason=reason[:400])
