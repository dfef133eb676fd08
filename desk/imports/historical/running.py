"""Import files as a history: first every sale of every file, then what was taken back."""

from collections.abc import Callable, Iterator, Sequence

from core.actors import Actor
from core.models import ImportJob
from desk.imports.historical.crediting import credit_invoices
from desk.imports.historical.taking import take_invoices
from desk.imports.jobs import add_created, finish_job, pending_groups, pending_rows
from desk.imports.uci.master import HISTORY_CHANNEL, ensure_channel, ensure_customers, ensure_goods

INVOICES_AT_ONCE = 200

Progress = Callable[[int], None]


def run_history(*, jobs: Sequence[ImportJob], may_create_skus: bool, actor: Actor, progress: Progress) -> int:
    """Work what is pending in the jobs; tells how many orders were made.

    Every batch commits on its own, so a run that was killed goes on where it stopped.
    Raises UnknownGoods and NotPermitted.
    """
    created = take_sales(jobs=jobs, may_create_skus=may_create_skus, actor=actor, progress=progress)
    channel = ensure_channel(code=HISTORY_CHANNEL)
    for job in jobs:
        for numbers in batches(pending_groups(job=job), INVOICES_AT_ONCE):
            before = pending_rows(job=job)
            credit_invoices(job=job, numbers=numbers, channel=channel, actor=actor)
            progress(before - pending_rows(job=job))
        finish_job(job=job)
    return created


def take_sales(*, jobs: Sequence[ImportJob], may_create_skus: bool, actor: Actor, progress: Progress) -> int:
    """Make finished orders of what the jobs sold; tells how many. Raises UnknownGoods and NotPermitted."""
    channel = ensure_channel(code=HISTORY_CHANNEL)
    created = 0
    for job in jobs:
        ensure_goods(job=job, may_create=may_create_skus)
        ensure_customers(job=job)
        progress(job.rows_total - pending_rows(job=job))
        for numbers in batches(_sales(pending_groups(job=job)), INVOICES_AT_ONCE):
            before = pending_rows(job=job)
            made = take_invoices(job=job, numbers=numbers, channel=channel, actor=actor)
            add_created(job=job, count=made)
            created += made
            progress(before - pending_rows(job=job))
    return created


def _sales(numbers: Sequence[str]) -> list[str]:
    return [number for number in numbers if not number.startswith("C")]


def batches(numbers: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """The numbers in slices of at most ``size``."""
    for start in range(0, len(numbers), size):
        yield numbers[start : start + size]
