"""Import files live: stock is received, orders are placed, the workers do the rest."""

from collections.abc import Callable, Sequence

from core.actors import Actor
from core.models import ImportJob
from desk.imports.historical.running import batches
from desk.imports.jobs import add_created, finish_job, pending_groups, pending_rows
from desk.imports.live.opening import open_stock
from desk.imports.live.placing import place_invoices
from desk.imports.live.taking_back import take_back
from desk.imports.uci.master import LIVE_CHANNEL, ensure_channel, ensure_customers, ensure_goods

ORDERS_AT_ONCE = 20


def run_live(*, jobs: Sequence[ImportJob], may_create_skus: bool, actor: Actor, progress: Callable[[int], None]) -> int:
    """Work what is pending in the jobs; tells how many orders were placed.

    Every batch commits on its own and is found again by its invoice numbers, so a run that was
    killed goes on where it stopped. Raises UnknownGoods and NotPermitted.
    """
    channel = ensure_channel(code=LIVE_CHANNEL)
    created = 0
    for job in jobs:
        progress(job.rows_total - pending_rows(job=job))
        ensure_goods(job=job, may_create=may_create_skus)
        ensure_customers(job=job)
        open_stock(job=job, actor=actor)
        sales = [number for number in pending_groups(job=job) if not number.startswith("C")]
        for numbers in batches(sales, ORDERS_AT_ONCE):
            before = pending_rows(job=job)
            placed = place_invoices(job=job, numbers=numbers, channel=channel, actor=actor)
            add_created(job=job, count=placed)
            created += placed
            progress(before - pending_rows(job=job))
    for job in jobs:
        for number in pending_groups(job=job):
            take_back(job=job, number=number, channel=channel, actor=actor)
            progress(1)
        finish_job(job=job)
    return created
