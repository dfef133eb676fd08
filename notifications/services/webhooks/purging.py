"""The log of webhooks does not grow for ever."""

from datetime import timedelta

from django.utils import timezone

from core.service import service
from notifications.models import WebhookDelivery
from notifications.statuses import DeliveryState

KEPT_DELIVERED = timedelta(days=30)
# So long a shop may still want what it missed.
KEPT_OTHERWISE = timedelta(days=90)
BATCH = 2_000


@service
def purge_webhooks() -> int:
    """How many old deliveries went with their calls: delivered ones after a month, others after three."""
    now = timezone.now()
    delivered = WebhookDelivery.objects.filter(state=DeliveryState.DELIVERED, created_at__lt=now - KEPT_DELIVERED)
    others = WebhookDelivery.objects.filter(created_at__lt=now - KEPT_OTHERWISE)
    keys = [*delivered.values_list("pk", flat=True)[:BATCH], *others.values_list("pk", flat=True)[:BATCH]]
    WebhookDelivery.objects.filter(pk__in=keys).delete()
    return len(set(keys))
