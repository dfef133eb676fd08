"""One chunk of a file: its next orders, checked or placed, and what became of every row written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection
from django.utils import timezone

from core import faults
from core.actors import Actor
from core.errors import OmsError
from core.models import ImportJob, ImportRow, RowOutcome
from core.service import service
from desk.imports.invoices import Verdict, record_verdicts
from desk.imports.table.parsing import FileRow, FileTerms, RowRefused, place_of, wish_of
from orders.intake.requests import OrderRequest, Outcome
from orders.selectors.kits import lines_as_wished
from orders.services.placing import place_orders
from orders.services.trying import try_orders

ROWS_AT_ONCE = 600
TO_CHECK = (RowOutcome.PENDING,)
TO_PLACE = (RowOutcome.PENDING, RowOutcome.CHECKED)
_ROWS = """
WITH ahead AS MATERIALIZED (
    SELECT line, "group" FROM core_importrow
    WHERE job_id = %(job)s AND line > %(after)s AND outcome = ANY(%(open)s) ORDER BY line LIMIT %(limit)s
)
SELECT r.id, r.line, r."group", (SELECT max(line) FROM ahead)
FROM core_importrow r
WHERE r.job_id = %(job)s AND r."group" IN (SELECT "group" FROM ahead) AND r.outcome = ANY(%(open)s)
"""
_CHECKED = """UPDATE core_importrow SET outcome = 'checked' WHERE id = ANY(%s)"""


@dataclass(frozen=True)
class Chunk:
    """Some orders of a file, rows by order in the order of the file; ``reached`` is the line to go on from."""

    orders: list[list[FileRow]]
    reached: int

    @property
    def rows(self) -> int:
        return sum(map(len, self.orders))


def next_chunk(job: ImportJob, *, after: int, outcomes: Sequence[str]) -> Chunk | None:
    """The next whole orders with open rows beyond line ``after``; None when there are none. Two statements."""
    values: dict[str, Any] = {
        "job": job.pk,
        "after": after,
        "open": [str(one) for one in outcomes],
        "limit": ROWS_AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, values)
        found = list(cursor.fetchall())
    if not found:
        return None
    raws = dict(ImportRow.objects.filter(pk__in=[row[0] for row in found]).values_list("pk", "raw"))
    first: dict[str, int] = {}
    for _, line, group, _ in sorted(found, key=lambda row: row[1]):
        first.setdefault(group, line)
    found.sort(key=lambda row: (first[row[2]], row[1]))
    orders = [
        [FileRow(row_id, line, raws[row_id]) for row_id, line, _, _ in own]
        for _, own in groupby(found, key=lambda row: row[2])
    ]
    return Chunk(orders, found[0][3])


def terms_of(job: ImportJob) -> FileTerms:
    """What the job's options say about reading it."""
    return FileTerms(
        mapping=job.options["mapping"],
        channel_code=job.options["channel"],
        price_reason=f"Import {job.number}",
    )


@service
def check_chunk(job: ImportJob, chunk: Chunk, *, actor: Actor) -> None:
    """Say of every row whether it could be placed; nothing but the verdicts is written."""
    good, verdicts = _wishes(chunk, terms_of(job))
    errors = try_orders([wish for _, wish in good], actor=actor, now=timezone.now())
    fine: list[int] = []
    for (rows, _), error in zip(good, errors, strict=True):
        if error is None:
            fine += [row.row_id for row in rows]
        else:
            verdicts += _refusal(rows, error)
    record_verdicts(verdicts)
    with connection.cursor() as cursor:
        cursor.execute(_CHECKED, [fine])


def place_chunk(job: ImportJob, chunk: Chunk, *, actor: Actor) -> int:
    """Place the chunk's orders and write down what its rows became; tells how many orders are new.

    Two commits: a run killed between them finds its orders again by their numbers.
    """
    good, verdicts = _wishes(chunk, terms_of(job))
    outcomes = place_orders([wish for _, wish in good], actor=actor) if good else []
    faults.hit("import.placed")
    return _record(job, good, outcomes, verdicts)


@service
def _record(
    job: ImportJob, good: Sequence[tuple[list[FileRow], OrderRequest]], outcomes: Sequence[Outcome],
    verdicts: list[Verdict],
) -> int:  # fmt: skip
    placed = _lines([outcome.order_id for outcome in outcomes if outcome.order_id is not None])
    new = 0
    for (rows, _), outcome in zip(good, outcomes, strict=True):
        if outcome.order_id is None:
            verdicts += _refusal(rows, outcome.error)
            continue
        lines, placed_at = placed[outcome.order_id]
        is_ours = placed_at is not None and placed_at >= job.started_at
        new += is_ours
        kind = RowOutcome.ORDER_LINE if is_ours else RowOutcome.REPEAT
        reason = "" if is_ours else "The order was there before this file; nothing of it was changed."
        verdicts += [
            Verdict(row.row_id, kind, "order_line", lines[index] if index < len(lines) else None, reason=reason)
            for index, row in enumerate(rows)
        ]
    record_verdicts(verdicts)
    return new


def _lines(order_ids: Sequence[int]) -> Mapping[int, tuple[list[int], datetime | None]]:
    """Line keys in the order of the file's rows, and when the order was placed."""
    found: dict[int, tuple[list[int], datetime | None]] = {}
    for order_id, line_id, placed_at in lines_as_wished(order_ids).values_list("order_id", "pk", "order__placed_at"):
        found.setdefault(order_id, ([], placed_at))[0].append(line_id)
    return found


def _wishes(chunk: Chunk, terms: FileTerms) -> tuple[list[tuple[list[FileRow], OrderRequest]], list[Verdict]]:
    good: list[tuple[list[FileRow], OrderRequest]] = []
    verdicts: list[Verdict] = []
    for rows in chunk.orders:
        try:
            good.append((rows, wish_of(rows, terms)))
        except RowRefused as error:
            verdicts += _refuse(rows, error.row, error.column, error.reason)
    return good, verdicts


def _refusal(rows: Sequence[FileRow], error: OmsError | None) -> list[Verdict]:
    index, column = place_of(error, len(rows)) if error else (0, "order")
    return _refuse(rows, index, column, error.message if error else "Refused.")


def _refuse(rows: Sequence[FileRow], index: int, column: str, reason: str) -> list[Verdict]:
    """The bad row says why; the others of its order point to it."""
    pointer = f"Not imported, because line {rows[index].line} of the same order is refused."
    return [
        Verdict(
            row.row_id,
            RowOutcome.REJECTED,
            field=column[:40] if at == index else "",
            reason=reason if at == index else pointer,
        )
        for at, row in enumerate(rows)
    ]
