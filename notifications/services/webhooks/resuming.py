"""Webhooks that wait though nothing will send them: the effect that was to do it died for good."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db.models import BigIntegerField, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from core.models import Effect
from core.models.effect import EffectState
from core.service import service
from notifications.models import WebhookDelivery
from notifications.services.webhooks.delivering import plan_next
from notifications.statuses import DeliveryState
from notifications.webhooks.wire import Answer

PATIENCE = timedelta(minutes=15)
BATCH = 500
_LIVING = (EffectState.DUE, EffectState.CLAIMED)


@service
def resume_stranded() -> int:
    """How many webhooks got their next try back, or were given up; each is counted as a failure of that webhook."""
    now = timezone.now()
    is_late = Q(next_at=None, created_at__lt=now - PATIENCE) | Q(next_at__lt=now - PATIENCE)
    nobody_sends = Q(sending_until=None) | Q(sending_until__lt=now)
    found = WebhookDelivery.objects.filter(is_late, nobody_sends, state=DeliveryState.PENDING)
    rows = (
        found.exclude(pk__in=promised())
        .order_by("pk")
        .select_for_update(of=["self"], no_key=True, skip_locked=True)[:BATCH]
    )
    stranded = list(rows)
    for delivery in stranded:
        plan_next(delivery, Answer(error="Its worker died."), now=now, asked=uuid4().hex)
        delivery.save(update_fields=["state", "failures", "next_at"])
    return len(stranded)


def promised() -> Any:
    """The keys of the deliveries that an effect will see to."""
    living = Effect.objects.filter(queue="hooks", state__in=_LIVING, payload__has_key="delivery_id")
    told = Cast(KeyTextTransform("delivery_id", "payload"), BigIntegerField())
    return living.annotate(told=told).values("told")
