"""Celery's side of effects: messages only say that a queue has work."""

from celery import shared_task

from core.effects.nudge import send_nudges
from core.effects.runner import drain
from core.effects.sweep import sweep

WORK_BUDGET_SECONDS = 3
# One effect may start at the end of the budget and use its own limit (labels: 30 s).
HARD_LIMIT_SECONDS = WORK_BUDGET_SECONDS + 30


@shared_task(name="core.tasks.work", time_limit=HARD_LIMIT_SECONDS)
def work(queue: str) -> None:
    """Run due effects of ``queue`` for a few seconds; hand on to a fresh message if more are due."""
    if not drain([queue], budget_seconds=WORK_BUDGET_SECONDS).is_empty:
        send_nudges([queue])


@shared_task(name="core.tasks.sweep_effects", time_limit=20)
def sweep_effects() -> None:
    """Woken by beat every few seconds."""
    sweep()
