"""Work a staged table, from wherever it stopped: in this process, or as a chain of effects."""

import time
from collections.abc import Callable

from django.db import connection, reset_queries

from core.actors import Actor
from core.models import ImportJob, ImportState
from core.service import service
from desk.imports.table.staging import REJECT_ALL
from desk.imports.table.working import TO_CHECK, TO_PLACE, check_chunk, next_chunk, place_chunk

_COUNTS = """
SELECT count(*) FILTER (WHERE outcome NOT IN ('pending', 'checked')),
       count(*) FILTER (WHERE outcome = 'rejected'), count(*) FILTER (WHERE outcome = 'checked'),
       (SELECT count(DISTINCT l.order_id) FROM core_importrow r JOIN orders_orderline l ON l.id = r.target_id
        WHERE r.job_id = %(job)s AND r.outcome = 'order_line')
FROM core_importrow WHERE job_id = %(job)s
"""


def actor_of_job(job: ImportJob) -> Actor:
    """Who places the orders: the import, with the rights of the person who started it."""
    rights = job.options.get("rights")
    return Actor(
        kind="import", reference=job.number, name=job.options.get("started_by", "File import"),
        rights=frozenset(rights or ()), is_trusted=rights is None,
    )  # fmt: skip


def work(
    job_id: int, run_no: int, *, seconds: float | None = None, progress: Callable[[int], None] | None = None
) -> bool:
    """Check or place until the phase ends or the time is over; True when there is more to do.

    Every chunk commits its rows before the checkpoint moves, so a killed run repeats at most one
    chunk, whose orders are found again by their numbers. A newer start or a cancel ends this one.
    """
    started = time.monotonic()
    while True:
        job = ImportJob.objects.get(pk=job_id)
        if job.run_no != run_no or job.state not in (ImportState.CHECKING, ImportState.RUNNING):
            return False
        if not _one_chunk(job, progress):
            return end_phase(job_id=job_id, run_no=run_no)
        if seconds is not None and time.monotonic() - started > seconds:
            return True


def _one_chunk(job: ImportJob, progress: Callable[[int], None] | None) -> bool:
    is_check = job.state == ImportState.CHECKING
    chunk = next_chunk(job, after=job.checkpoint, outcomes=TO_CHECK if is_check else TO_PLACE)
    if chunk is None:
        return False
    actor = actor_of_job(job)
    if is_check:
        check_chunk(job, chunk, actor=actor)
    else:
        place_chunk(job, chunk, actor=actor)
    ImportJob.objects.filter(pk=job.pk, run_no=job.run_no, checkpoint__lt=chunk.reached).update(
        checkpoint=chunk.reached
    )
    # With DEBUG on, Django keeps the last statements, and these are long.
    reset_queries()
    if progress is not None:
        progress(chunk.rows)
    return True


@service
def end_phase(*, job_id: int, run_no: int) -> bool:
    """Count, and move on: checked, refused as a whole, or done. True when placing follows the check."""
    job = ImportJob.objects.select_for_update(no_key=True).get(pk=job_id)
    if job.run_no != run_no or job.state not in (ImportState.CHECKING, ImportState.RUNNING):
        return False
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"job": job.pk})
        job.rows_done, job.rows_rejected, checked, job.orders_created = cursor.fetchone()
        if job.state == ImportState.RUNNING:
            job.state = ImportState.DONE
            cursor.execute("SELECT now()")
            (job.finished_at,) = cursor.fetchone()
        elif job.options["policy"] == REJECT_ALL and job.rows_rejected:
            job.state = ImportState.FAILED
            job.message = (
                f"{job.rows_rejected} rows are bad, and the policy is to take all or nothing. Nothing was placed."
            )
        elif job.options.get("goes_on"):
            job.state, job.checkpoint = ImportState.RUNNING, 0
        else:
            job.state = ImportState.CHECKED
            job.message = f"{checked} rows can be placed, {job.rows_rejected} cannot."
    job.save(
        update_fields=["rows_done", "rows_rejected", "orders_created", "state", "finished_at", "message", "checkpoint"]
    )
    return job.state == ImportState.RUNNING
