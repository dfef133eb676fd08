"""The project around the apps: settings, addresses, queue, wiring. Sees all; nobody imports it."""

import gc

# Before anything else is loaded: half a million objects come and stay, and with Python's own step of 700 the collector
# would walk through them hundreds of times, which is a quarter of the time that a process takes to start.
gc.set_threshold(50_000, 20, 20)

from oms.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
