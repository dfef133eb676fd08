"""The log of webhooks does not grow for ever: as the office's rules say, and what is under legal hold stays."""

from collections.abc import Collection

from core.services.retention import follow
from notifications.models import WebhookDelivery

KINDS = ("webhooks_delivered", "webhooks_missed")


def drop_webhooks(keys: Collection[int]) -> int:
    """How many of these deliveries went, with their calls."""
    return WebhookDelivery.objects.filter(pk__in=keys).delete()[1].get(WebhookDelivery._meta.label, 0)


def purge_webhooks() -> int:
    """How many old deliveries went with their calls; in small transactions, for some minutes at most."""
    return sum(follow(kind) for kind in KINDS)
