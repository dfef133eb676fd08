"""An importing process killed at any moment and started again comes to the same end."""

import multiprocessing
import os
import signal

import pytest
from django.db import connections

from bench.order_file import write_orders
from core import faults
from core.actors import SYSTEM
from core.models import ImportJob, ImportRow
from desk.imports.table.running import work
from desk.imports.table.staging import stage_table
from desk.imports.table.starting import start_import
from orders.models import Order, OrderLine

pytestmark = pytest.mark.django_db(transaction=True)

MOMENTS = ("between the commits", "after a chunk")


def die(after: int, moment: str, job_id: int) -> None:
    """In a process of its own: work until the nth chunk, then die as ``kill -9`` does."""
    hits = iter(range(1, 10**6))

    def maybe() -> None:
        if next(hits) == after:
            os.kill(os.getpid(), signal.SIGKILL)

    if moment == "between the commits":
        faults.arm("import.placed", maybe)
    job = ImportJob.objects.get(pk=job_id)
    work(job.pk, job.run_no, progress=(lambda _: maybe()) if moment == "after a chunk" else None)


def killed(after: int, moment: str, job_id: int) -> int:
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=die, args=(after, moment, job_id))
    process.start()
    process.join(timeout=300)
    return process.exitcode


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_import_started_again_ends_as_one_that_was_never_killed(shop, tmp_path, monkeypatch, moment):
    monkeypatch.setattr("desk.imports.table.working.ROWS_AT_ONCE", 30)

    kill_twice_and_finish(shop, tmp_path, moment, orders=40, stops=(2, 1))


def kill_twice_and_finish(shop, tmp_path, moment: str, *, orders: int, stops) -> None:
    """Start, kill, start, kill, start: the end must be that of one run."""
    path = tmp_path / "orders.csv"
    bad = write_orders(path, orders=orders, codes=[sku.code for sku in shop.skus], lines=3, bad_every=37)
    job = stage_table(path=path, name="orders.csv", options={"channel": shop.channel.code}).job
    for stop in stops:
        start_import(job_id=job.pk, actor=SYSTEM)
        assert killed(stop, moment, job.pk) == -signal.SIGKILL

    job = start_import(job_id=job.pk, actor=SYSTEM)
    while work(job.pk, job.run_no):
        pass

    job.refresh_from_db()
    rejected = ImportRow.objects.filter(job=job, outcome="rejected")
    bad_orders = rejected.values("group").distinct().count()
    assert (job.state, rejected.exclude(field="").count()) == ("done", bad)
    assert job.orders_created == Order.objects.count() == orders - bad_orders
    assert OrderLine.objects.count() == 3 * (orders - bad_orders)
    assert ImportRow.objects.filter(job=job, outcome="order_line").count() == 3 * (orders - bad_orders)


def test_without_the_orders_numbers_the_repeated_chunk_would_double_them(shop, tmp_path, monkeypatch):
    monkeypatch.setattr("desk.imports.table.working.ROWS_AT_ONCE", 30)
    monkeypatch.setattr("orders.services.placing.claim_keys", lambda wanted: set())
    path = tmp_path / "orders.csv"
    write_orders(path, orders=20, codes=[sku.code for sku in shop.skus], lines=3)
    job = stage_table(path=path, name="orders.csv", options={"channel": shop.channel.code}).job
    job = start_import(job_id=job.pk, actor=SYSTEM)
    assert killed(1, "between the commits", job.pk) == -signal.SIGKILL

    with pytest.raises(Exception, match="unique"):
        work(job.pk, job.run_no)
