"""The project around the apps: settings, addresses, queue, wiring. Sees all; nobody imports it."""

from oms.celery import app as celery_app

__all__ = ["celery_app"]
