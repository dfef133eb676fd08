"""What the clock and facts start for reports. Shells: load, call, record."""

from celery import shared_task
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import effect_task
from core.errors import MoveRefused
from core.service import tried
from inventory.services.planning import end_stretch, request_plan
from reports.planning_process import run_stretch


@effect_task(queue="bulk")
def work_plan(*, run_id: int, chunk: int) -> None:
    """A stretch of a plan of the stock, in a process of its own; what is left is the next effect."""
    run_stretch(run_id=run_id)
    end_stretch(run_id=run_id, chunk=chunk, actor=SYSTEM)


@shared_task(name="reports.tasks.plan_stock", time_limit=20)
def plan_stock() -> None:
    """Woken by beat each night; one that is still under way is left alone."""
    with tried(MoveRefused):
        request_plan(actor=SYSTEM, now=timezone.now())
