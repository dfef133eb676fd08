"""Work changed days out. One day of one channel is one commit; twice, or two at once, gives the same rows."""

import time
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from core.models import Event
from core.service import service
from reports.facts.kinds import SUMMARIES, Summary
from reports.models import SummaryDay, SummaryKind, SummaryRun
from reports.selectors.days import Clock, channel_clocks, warehouse_clocks
from reports.services.marking import OVERLAP, mark_changed_days

RUN_SECONDS = 240.0
DAYS_AT_ONCE = 200
STALE = Q(computed_at=None) | Q(computed_at__lt=F("changed_at"))


def refresh_summaries(*, overlap: timedelta = OVERLAP, seconds: float = RUN_SECONDS) -> SummaryRun:
    """The run: days that changed since the last one are worked out, the newest first, for some minutes at most.

    What is left waits as rows for the next run. Safe to kill, to repeat and to run twice at once.
    """
    run = mark_changed_days(now=timezone.now(), overlap=overlap)
    return compute_stale_days(run=run, seconds=seconds)


def compute_stale_days(*, run: SummaryRun, seconds: float = RUN_SECONDS) -> SummaryRun:
    """Work out what waits; the run remembers how many days it was, and when nothing was left."""
    ends, done = time.monotonic() + seconds, 0
    clocks = {"channel_id": channel_clocks(), "warehouse_id": warehouse_clocks()}
    while waiting := list(SummaryDay.objects.filter(STALE).order_by("-day", "pk")[:DAYS_AT_ONCE]):
        for one in waiting:
            clock = clocks[SUMMARIES[SummaryKind(one.kind)].scope].get(one.scope_id)
            compute_day(kind=SummaryKind(one.kind), clock=clock, scope_id=one.scope_id, day=one.day)
            done += 1
            if time.monotonic() > ends:
                SummaryRun.objects.filter(pk=run.pk).update(days_computed=F("days_computed") + done)
                run.refresh_from_db()
                return run
    run.days_computed, run.finished_at = run.days_computed + done, timezone.now()
    run.save(update_fields=["days_computed", "finished_at"])
    return run


@service
def compute_day(*, kind: SummaryKind, clock: Clock | None, scope_id: int, day: date) -> int:
    """How many rows the day has now: they are taken away and written anew in one commit.

    ``clock`` is None for a channel or warehouse that is gone or practice: such a day has no rows.
    """
    summary = SUMMARIES[kind]
    hold_day(kind, scope_id, day)
    began = _now()
    latest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {summary.table} WHERE {summary.scope} = %s AND day = %s", [scope_id, day])
        written = 0
        if clock is not None:
            cursor.execute(_insert(summary), {**clock.stretch(day, day), "began": began})
            written = cursor.rowcount
    SummaryDay.objects.update_or_create(
        kind=kind, scope_id=scope_id, day=day,
        defaults={"computed_at": began, "event_id": latest}, create_defaults={
            "computed_at": began, "event_id": latest, "changed_at": began,
        },
    )  # fmt: skip
    return written


def hold_day(kind: str, scope_id: int, day: date) -> None:
    """Until the commit nobody else works this day out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [f"reports.{kind}", f"{scope_id} {day}"]
        )


def _now() -> datetime:
    """Before the rows are read: whatever is marked later is marked again. By the database's clock, as the marks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def _insert(summary: Summary) -> str:
    columns = ", ".join(summary.columns)
    return (
        f"INSERT INTO {summary.table} ({columns}, computed_at) "
        f"SELECT {columns}, %(began)s FROM ({summary.sql}) AS worked_out"
    )
