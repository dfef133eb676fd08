"""Take a table of orders into the database as it is: one job per file content, one row per line."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from core.cards import SENTENCE, field_with_card, has_card, mask_cards, mask_deeply
from core.models import ImportJob, ImportRow, ImportState, RowOutcome
from core.numbers import next_number
from core.service import service
from desk.imports.copying import copy_rows
from desk.imports.errors import FileRefused
from desk.imports.jobs import analyze_rows
from desk.imports.table.columns import guess_mapping
from desk.imports.table.reading import Head, read_head, read_rows
from desk.imports.uci.reading import fingerprint
from orders.intake.checking import MAX_LINES

FORMAT = "orders-csv"
MODE = "live"
SKIP_BAD, REJECT_ALL = "skip_bad", "reject_all"
POLICIES = (SKIP_BAD, REJECT_ALL)
GROUP_LENGTH = 64
# From so many rows on the planner must hear of a file before it is asked about it: by the figures of earlier files a
# new job has one row, and looking for its long orders would compare every row with every other.
LARGE = 1000
_COLUMNS = ("job_id", "line", "group", "raw", "outcome", "target_kind", "field", "reason")
_REGROUP = """
UPDATE core_importrow SET "group" = left(trim(coalesce(raw->>%(header)s, '')), 64)
WHERE job_id = %(job)s AND "group" <> left(trim(coalesce(raw->>%(header)s, '')), 64)
"""
_NUMBERLESS = """UPDATE core_importrow SET "group" = 'line ' || line WHERE job_id = %(job)s AND "group" = ''"""
_TOO_LONG = """
UPDATE core_importrow SET outcome = 'rejected', field = 'external_id',
       reason = 'The file has more than ' || %(limit)s || ' rows for this order; one order may have so many lines.'
WHERE job_id = %(job)s AND outcome = 'pending' AND "group" IN (
    SELECT "group" FROM core_importrow WHERE job_id = %(job)s GROUP BY "group" HAVING count(*) > %(limit)s
)
"""


@dataclass(frozen=True)
class Staged:
    """A job whose rows lie in the database; ``is_new`` when the file was not known before."""

    job: ImportJob
    is_new: bool


@service
def stage_table(*, path: Path, name: str, options: Mapping[str, Any], sheet: str = "") -> Staged:
    """Take every row in, or find the living job that already did. ``name`` is what people call the file.

    ``sheet`` names the one of a workbook, its first when empty. The mapping is guessed from the
    headers. Raises FileRefused; then nothing of the file is kept.
    """
    head = read_head(path, sheet=sheet)
    if has_card("\n".join([name, *head.headers])):
        raise FileRefused(SENTENCE, file=mask_cards(name))
    guessed = guess_mapping(head.headers)
    job, is_new = ImportJob.objects.exclude(state=ImportState.CANCELED).get_or_create(
        format=FORMAT,
        mode=MODE,
        file_sha256=_content(path, head),
        defaults={
            "number": next_number("import"), "file_name": name.replace("\x00", "")[:200], "state": ImportState.STAGED,
            "options": {"mapping": guessed, "headers": [h for h in head.headers if h], "policy": SKIP_BAD, **options},
        },
    )  # fmt: skip
    if is_new:
        copy_rows(ImportRow._meta.db_table, _COLUMNS, _staged_rows(path, head, job, guessed.get("external_id", "")))
        job.rows_total = ImportRow.objects.filter(job=job).count()
        if not job.rows_total:
            raise FileRefused(f"{name} has headers, but no rows.", file=name)
        if job.rows_total >= LARGE:
            analyze_rows()
        refuse_endless(job)
        job.save(update_fields=["rows_total"])
    return Staged(job=job, is_new=is_new)


def _content(path: Path, head: Head) -> str:
    """What makes a file the same: its bytes, and of a workbook the sheet that was chosen."""
    found = fingerprint(path)
    return hashlib.sha256(f"{found}:{head.sheet}".encode()).hexdigest() if head.sheet else found


def _staged_rows(path: Path, head: Head, job: ImportJob, header: str) -> Iterator[tuple[object, ...]]:
    pending, rejected = str(RowOutcome.PENDING), str(RowOutcome.REJECTED)
    for line, raw in read_rows(path, head):
        if has_card("\n".join(raw.values())):
            # What cannot be taken is not kept either: of the number the last four digits stay.
            group = mask_cards(raw.get(header, "")).strip()[:GROUP_LENGTH] or f"line {line}"
            field = (field_with_card(raw) or "")[:80]
            yield job.pk, line, group, json.dumps(mask_deeply(raw)), rejected, "", mask_cards(field), SENTENCE
            continue
        group = raw.get(header, "").strip()[:GROUP_LENGTH] or f"line {line}"
        yield job.pk, line, group, json.dumps(raw), pending, "", "", ""


def regroup(job: ImportJob, header: str) -> None:
    """Put the rows of a job together by another header than before; only while none was placed."""
    with connection.cursor() as cursor:
        for statement in (_REGROUP, _NUMBERLESS):
            cursor.execute(statement, {"job": job.pk, "header": header})


def refuse_endless(job: ImportJob) -> None:
    """Orders of more rows than one may have lines are refused unread, so that no chunk grows without end."""
    with connection.cursor() as cursor:
        cursor.execute(_TOO_LONG, {"job": job.pk, "limit": MAX_LINES})
