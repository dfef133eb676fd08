"""What Celery does by itself: the floor of our effects."""

import time

import redis
from celery import shared_task
from django.conf import settings

LIST = "bench:bare"


@shared_task(name="bench.bare.note_start")
def note_start(sent: float) -> None:
    """Leave behind how long the message took, in seconds."""
    late = time.time() - sent
    client = redis.from_url(settings.REDIS_URL)
    client.rpush(LIST, late)
    client.close()
