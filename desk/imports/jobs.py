"""One job per file content: found again when the file comes again, with every row kept as it was read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.models import F
from django.utils import timezone

from core.models import ImportJob, ImportRow, ImportState, RowOutcome
from core.numbers import next_number
from core.service import service
from desk.imports.copying import copy_rows
from desk.imports.uci.reading import fingerprint, read_rows

# Apps whose tables files fill.
FILLED = frozenset({"catalog", "core", "customers", "desk", "inventory", "orders", "payments", "returns"})
_COLUMNS = ("job_id", "line", "group", "raw", "outcome", "target_kind", "field", "reason")


@dataclass(frozen=True)
class Staged:
    """A job whose rows lie in the database; ``is_new`` when the file was not known before."""

    job: ImportJob
    is_new: bool


@service
def stage_file(*, path: Path, format_name: str, mode: str) -> Staged:
    """Take every row of a file into the database, or find the job that already did.

    Raises FileRefused when the file cannot be read; then nothing of it is kept.
    """
    content = fingerprint(path)
    job, is_new = ImportJob.objects.get_or_create(
        format=format_name,
        mode=mode,
        file_sha256=content,
        defaults={"number": next_number("import"), "file_name": path.name[:200]},
    )
    if is_new:
        copy_rows(ImportRow._meta.db_table, _COLUMNS, _staged_rows(path, job))
        job.rows_total = ImportRow.objects.filter(job=job).count()
        job.save(update_fields=["rows_total"])
    return Staged(job=job, is_new=is_new)


def _staged_rows(path: Path, job: ImportJob) -> Iterator[tuple[object, ...]]:
    pending = str(RowOutcome.PENDING)
    for line, raw in read_rows(path):
        yield job.pk, line, raw["InvoiceNo"].strip()[:40], json.dumps(raw), pending, "", "", ""


def analyze_rows() -> None:
    """Tell the planner about rows that have just arrived."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_importrow")


def analyze_history() -> None:
    """The same for what rows became: an audit right after a file else reads as if the tables were still empty."""
    tables = sorted(model._meta.db_table for model in apps.get_models() if model._meta.app_label in FILLED)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


def pending_groups(*, job: ImportJob) -> list[str]:
    """Invoices of the job with rows still to be worked, in the order of the file."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT "group" FROM core_importrow WHERE job_id = %s AND outcome = %s GROUP BY 1 ORDER BY min(line)',
            [job.pk, RowOutcome.PENDING],
        )
        return [row[0] for row in cursor.fetchall()]


def pending_rows(*, job: ImportJob) -> int:
    """How many rows of the job are still to be worked."""
    return ImportRow.objects.filter(job=job, outcome=RowOutcome.PENDING).count()


def add_created(*, job: ImportJob, count: int) -> None:
    """Count orders as made by the job."""
    ImportJob.objects.filter(pk=job.pk).update(orders_created=F("orders_created") + count)


@service
def finish_job(*, job: ImportJob) -> None:
    """Count what became of the rows and close the job once none is pending."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE outcome <> 'pending'), count(*) FILTER (WHERE outcome = 'rejected') "
            "FROM core_importrow WHERE job_id = %s",
            [job.pk],
        )
        job.rows_done, job.rows_rejected = cursor.fetchone()
    if job.rows_done == job.rows_total:
        job.state, job.finished_at = ImportState.DONE, job.finished_at or timezone.now()
    job.save(update_fields=["rows_done", "rows_rejected", "state", "finished_at"])
