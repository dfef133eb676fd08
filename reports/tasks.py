"""What beat wakes of reports: rows say what is to be done."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from core.actors import SYSTEM
from reports.selectors.journal import day_is_over_at, last_day
from reports.services.closing import close_next_day
from reports.services.marking import NIGHTLY_OVERLAP
from reports.services.summarizing import refresh_summaries

LIMIT_SECONDS = 600
# After an outage one run of the journal catches up with a week; the next run goes on.
MOST_DAYS = 7
ONE_DAY = timedelta(days=1)


@shared_task(name="reports.tasks.refresh_summaries", time_limit=LIMIT_SECONDS)
def refresh() -> None:
    """Woken by beat every quarter of an hour: days that changed since the last look."""
    refresh_summaries()


@shared_task(name="reports.tasks.refresh_summaries_nightly", time_limit=LIMIT_SECONDS)
def refresh_nightly() -> None:
    """Woken by beat every night: everything the last two days touched, once more."""
    refresh_summaries(overlap=NIGHTLY_OVERLAP)


@shared_task(name="reports.tasks.close_journal", time_limit=LIMIT_SECONDS)
def close_journal() -> None:
    """Woken by beat every hour: days that are over are closed, each in a transaction of its own."""
    for _ in range(MOST_DAYS):
        last = last_day()
        now = timezone.now()
        if last is None or now < day_is_over_at(last.day + ONE_DAY):
            return
        close_next_day(actor=SYSTEM, now=now)
