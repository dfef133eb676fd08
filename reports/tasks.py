"""What the clock starts for reports. Shells: load, call, record."""

from celery import shared_task
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import MoveRefused, Unavailable
from core.service import tried
from inventory.services.planning import begin_plan, claim_plan, release_plan
from reports.planning_process import run_stretch


@shared_task(name="reports.tasks.plan_stock", time_limit=20)
def plan_stock() -> None:
    """Woken by beat each night; one that is still under way is left alone."""
    with tried(MoveRefused):
        begin_plan(actor=SYSTEM, now=timezone.now())


@shared_task(name="reports.tasks.work_plans", time_limit=285)
def work_plans() -> None:
    """Woken by beat: work on the open plan, if there is one, in a process of its own and for minutes at most."""
    run_id = claim_plan(now=timezone.now())
    if run_id is None:
        return
    try:
        run_stretch(run_id=run_id)
    except Unavailable as error:
        release_plan(run_id=run_id, message=error.message)
    else:
        release_plan(run_id=run_id)
