"""A shop that listens, and time that passes."""

from datetime import timedelta

from django.utils import timezone

from core.actors import SYSTEM
from core.effects import drain
from core.models import Effect
from notifications.services.webhooks.endpoints import add_endpoint


def listen(shop, receiver, **more):
    return add_endpoint(channel_id=shop.channel.pk, url=receiver.url, actor=SYSTEM, **more)


def run_again() -> None:
    Effect.objects.filter(state="due").update(run_after=timezone.now() - timedelta(days=1))
    drain()
