"""Celery's side of the summaries: beat wakes them, rows say what is to be done."""

from celery import shared_task

from reports.services.marking import NIGHTLY_OVERLAP
from reports.services.summarizing import refresh_summaries

LIMIT_SECONDS = 600


@shared_task(name="reports.tasks.refresh_summaries", time_limit=LIMIT_SECONDS)
def refresh() -> None:
    """Woken by beat every quarter of an hour: days that changed since the last look."""
    refresh_summaries()


@shared_task(name="reports.tasks.refresh_summaries_nightly", time_limit=LIMIT_SECONDS)
def refresh_nightly() -> None:
    """Woken by beat every night: everything the last two days touched, once more."""
    refresh_summaries(overlap=NIGHTLY_OVERLAP)
