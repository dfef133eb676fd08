"""Files as a history whose cancellations come back as returns."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from core.actors import Actor
from core.models import ImportJob
from desk.imports.historical.running import take_sales
from desk.imports.jobs import finish_job, pending_groups
from desk.imports.replaying.returning import ensure_reason, return_invoice
from desk.imports.uci.master import HISTORY_CHANNEL, ensure_channel

_FIGURES = """
SELECT r.reason, r.outcome, count(*), sum(c.quantity), sum(c.matched_quantity)
FROM core_importrow r JOIN desk_importedcredit c ON r.target_kind = 'imported_credit' AND c.id = r.target_id
WHERE r.job_id = ANY(%s) AND r."group" LIKE 'C%%'
GROUP BY 1, 2 ORDER BY 2 DESC, 3 DESC, 1
"""
MATCHED = "All units matched."


def run_replay(
    *, jobs: Sequence[ImportJob], may_create_skus: bool, actor: Actor, progress: Callable[[int], None]
) -> int:
    """Work what is pending in the jobs; tells how many orders were made.

    Sales first, over all files, then the cancellations by the files' order, which is that of time. Every invoice
    commits on its own, so a run that was killed goes on where it stopped. Raises UnknownGoods and NotPermitted.
    """
    created = take_sales(jobs=jobs, may_create_skus=may_create_skus, actor=actor, progress=progress)
    channel = ensure_channel(code=HISTORY_CHANNEL)
    ensure_reason(actor=actor)
    for job in jobs:
        for number in pending_groups(job=job):
            return_invoice(job=job, number=number, channel=channel, actor=actor)
            progress(1)
        finish_job(job=job)
    return created


def cancellations(*, job_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Rows of canceled invoices by what became of them: rows, units they name, units that came back as returns."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [list(job_ids)])
        rows = cursor.fetchall()
    return [
        {"reason": reason or MATCHED, "outcome": outcome, "rows": count, "units": int(units), "returned": int(matched)}
        for reason, outcome, count, units, matched in rows
    ]
