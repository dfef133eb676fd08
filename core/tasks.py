"""Celery's side of effects: messages only say that a queue has work."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from core.audit.runner import audit
from core.effects.nudge import send_nudges
from core.effects.registry import WORK_BUDGET_SECONDS
from core.effects.runner import drain
from core.effects.sweep import free_own, sweep
from core.services.backing_up import end_silent_runs
from core.services.purging import purge_done_effects
from core.services.retention import sweep_all

AUDIT_LIMIT_SECONDS = 600
# A little more than the time between two runs, so that none slips through.
CHANGED_LATELY = timedelta(minutes=7)


@shared_task(name="core.tasks.work")
def work(queue: str) -> None:
    """Run due effects of ``queue`` for a few seconds; hand on to a fresh message if more are due.

    The message says when the process is killed: an effect may start at the end of the budget and use its whole limit.
    """
    is_empty = False
    try:
        free_own()
        is_empty = drain([queue], budget_seconds=WORK_BUDGET_SECONDS).is_empty
    finally:
        # Also when something could not be written down: what stands behind it must not wait for the sweep.
        if not is_empty:
            send_nudges([queue])


@shared_task(name="core.tasks.sweep_effects", time_limit=20)
def sweep_effects() -> None:
    """Woken by beat every few seconds."""
    sweep()


@shared_task(name="core.tasks.audit_books", time_limit=AUDIT_LIMIT_SECONDS)
def audit_books() -> None:
    """Woken by beat every night: every promise over everything."""
    audit()


@shared_task(name="core.tasks.audit_changed", time_limit=AUDIT_LIMIT_SECONDS)
def audit_changed() -> None:
    """Woken by beat every five minutes: the promises about orders, over those with recent events."""
    audit(since=timezone.now() - CHANGED_LATELY)


@shared_task(name="core.tasks.end_silent_backups", time_limit=20)
def end_silent_backups() -> None:
    """Woken by beat every minute: a backup or drill whose process died is told."""
    end_silent_runs(now=timezone.now())


@shared_task(name="core.tasks.purge_effects", time_limit=AUDIT_LIMIT_SECONDS)
def purge_effects() -> None:
    """Woken by beat every hour: effects done more than thirty days ago go."""
    purge_done_effects()


@shared_task(name="core.tasks.sweep_retention", time_limit=AUDIT_LIMIT_SECONDS)
def sweep_retention() -> None:
    """Woken by beat every night: what is older than its rule goes."""
    sweep_all()
