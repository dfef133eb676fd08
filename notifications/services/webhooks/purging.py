"""What goes with a webhook that is older than the office's rules keep it (``notifications/pii.py``)."""

from collections.abc import Collection

from notifications.models import WebhookDelivery


def drop_webhooks(keys: Collection[int]) -> int:
    """How many of these deliveries went, with their calls."""
    return WebhookDelivery.objects.filter(pk__in=keys).delete()[1].get(WebhookDelivery._meta.label, 0)
