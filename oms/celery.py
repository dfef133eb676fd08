"""The queue. Work is found in each app's ``tasks`` module."""

import contextlib
import os
import resource
from typing import Any

from celery import Celery
from celery.signals import worker_process_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oms.settings.local")

app = Celery("oms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def limit_memory(**_: Any) -> None:
    """An effect that wants more memory than a worker may have fails by itself, before the machine does."""
    limit = settings.WORKER_MEMORY_MB * 1024 * 1024
    # Where the system knows no such limit (macOS), there is none.
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
