"""What workers do for reports, and what beat wakes: rows say what is to be done."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import effect_task
from core.errors import MoveRefused, Unavailable
from core.service import tried
from inventory.services.planning import begin_plan, claim_plan, release_plan
from reports.errors import JournalUnbalanced
from reports.planning_process import run_stretch
from reports.selectors.journal import day_is_over_at, last_day
from reports.services import abandoning, delivering, ending, making, telling
from reports.services.closing import close_next_day
from reports.services.marking import NIGHTLY_OVERLAP
from reports.services.summarizing import refresh_summaries
from reports.services.unbalanced import forget_unbalanced, tell_unbalanced

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
        try:
            close_next_day(actor=SYSTEM, now=now)
        except JournalUnbalanced as error:
            tell_unbalanced(day=last.day + ONE_DAY, message=error.message)
            return
        forget_unbalanced(day=last.day + ONE_DAY)


@effect_task(queue="bulk")
def make_export(*, export_id: int) -> None:
    """A stretch of a file; what is left is the next effect, so other bulk work gets its turn."""
    making.work_export(export_id=export_id)


@effect_task(queue="bulk")
def erase_export(*, export_id: int) -> None:
    """Remove the file of an export that is over."""
    ending.erase_file(export_id=export_id)


@effect_task(queue="mail")
def mail_export(*, export_id: int, key: str) -> None:
    """Tell who asked that the file is ready, or why there is none."""
    telling.tell_export(export_id=export_id, key=key)


@effect_task(queue="mail")
def mail_skipped(*, run_id: int, key: str) -> None:
    """Tell a subscriber why a period was left out."""
    telling.tell_skipped(run_id=run_id, key=key)


@shared_task(name="reports.tasks.run_subscriptions", time_limit=120)
def run_subscriptions() -> None:
    """Woken by beat every minute."""
    delivering.run_due_subscriptions()


@shared_task(name="reports.tasks.end_abandoned_exports", time_limit=60)
def end_abandoned_exports() -> None:
    """Woken by beat every minute: what no worker will end is failed, and who asked is told."""
    abandoning.end_abandoned_exports()


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
