"""Sending again what a receiver missed: one webhook, or all since a moment."""

from datetime import datetime
from uuid import uuid4

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.fsm import perform
from core.service import service
from notifications.models import WebhookDelivery, WebhookEndpoint
from notifications.services.webhooks.delivering import lock_delivery
from notifications.services.webhooks.endpoints import ensure_is_on
from notifications.services.webhooks.telling import send_soon
from notifications.statuses import DeliveryState

MOST_AT_ONCE = 10_000
_MISSED = (DeliveryState.FAILED, DeliveryState.HELD, DeliveryState.PENDING)


@service
def replay_delivery(*, webhookdelivery_id: int, actor: Actor) -> WebhookDelivery:
    """Send one webhook again, under its id and with its bytes.

    Raises NotPermitted, and MoveRefused without them or while its endpoint is switched off.
    """
    delivery = lock_delivery(webhookdelivery_id)
    perform(delivery, "replay", actor=actor, now=timezone.now())
    delivery.save(update_fields=["state", "failures", "next_at"])
    asked = uuid4().hex
    send_soon([(delivery.pk, delivery.attempts)], order_id=delivery.order_id, asked=asked, priority=0)
    return delivery


@service
def replay_since(*, webhookendpoint_id: int, since: datetime, actor: Actor, everything: bool = False) -> int:
    """How many webhooks since ``since`` are sent again, oldest first and ten thousand at most: those that were not
    delivered, or with ``everything`` all. Raises NotPermitted, and MoveRefused when the endpoint is switched off.
    """
    ensure_may(actor, "notifications.replay_webhook")
    # Read without its lock, which a call takes after its delivery's: who is switched off meanwhile has it held back.
    ensure_is_on(WebhookEndpoint.objects.get(pk=webhookendpoint_id))
    found = (
        WebhookDelivery.objects.filter(endpoint_id=webhookendpoint_id, created_at__gte=since)
        .exclude(body="")
        .select_related("endpoint")
    )
    if not everything:
        found = found.filter(state__in=_MISSED)
    rows = list(found.order_by("pk").select_for_update(of=["self"], no_key=True)[:MOST_AT_ONCE])
    now = timezone.now()
    for row in rows:
        perform(row, "replay", actor=actor, now=now)
    WebhookDelivery.objects.bulk_update(rows, ["state", "failures", "next_at"], batch_size=1000)
    send_soon([(row.pk, row.attempts) for row in rows], order_id=None, asked=uuid4().hex)
    return len(rows)
