"""The queue. Work is found in each app's ``tasks`` module."""

import contextlib
import os
import resource
from typing import Any

from celery import Celery
from celery.signals import (
    after_task_publish,
    beat_init,
    worker_process_init,
    worker_ready,
    worker_shutting_down,
)
from django.conf import settings

from core.heartbeats import Heartbeat, take_back
from oms.signs_of_life import ClockTeller, keep_telling
from oms.telemetry.switches import start_watching

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oms.settings.local")

app = Celery("oms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

clock = ClockTeller()
beat_init.connect(clock.begin)
after_task_publish.connect(clock.sent)
_worker: list[Heartbeat] = []


@worker_process_init.connect
def limit_memory(**_: Any) -> None:
    """An effect that wants more memory than a worker may have fails by itself, before the machine does."""
    limit = settings.WORKER_MEMORY_MB * 1024 * 1024
    # Where the system knows no such limit (macOS), there is none.
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


@worker_process_init.connect
def watch_process(**_: Any) -> None:
    """Traces and error reports have threads of their own, which a fork does not take along: each child starts its."""
    start_watching()


@worker_ready.connect
def tell_worker(sender: Any = None, **_: Any) -> None:
    """The worker takes messages from now on; the queues it serves are told with its sign of life."""
    queues = sorted(queue.name for queue in sender.task_consumer.queues)
    _worker.append(keep_telling("worker", what=", ".join(queues)))


@worker_shutting_down.connect
def leave(**_: Any) -> None:
    """It ends in order: nobody needs to miss it."""
    for heartbeat in _worker:
        take_back(heartbeat)
