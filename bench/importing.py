"""A file of orders taken in live, worker paused, beside a COPY of its rows in the same run."""

import multiprocessing
import os
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from django.db import connection, connections

from bench.measure import Figure
from bench.order_file import write_orders
from bench.shop import BenchShop
from core.actors import SYSTEM
from core.models import ImportRow
from desk.imports.copying import copy_rows
from desk.imports.jobs import analyze_rows
from desk.imports.table.reading import read_head, read_rows
from desk.imports.table.running import work
from desk.imports.table.staging import stage_table
from desk.imports.table.starting import start_import

ORDERS = int(os.environ.get("BENCH_IMPORT_ORDERS", "20000"))
LINES = 3
BAD_EVERY = 1000


def import_file(shop: BenchShop) -> list[Figure]:
    """Orders/s of a whole file with every 1,000th row bad, and the memory it took; goal 500 orders/s, 300 MiB.

    The floor copies the file's rows into a table without checks, orders or stock.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        write_orders(path, orders=ORDERS, codes=shop.codes, lines=LINES, bad_every=BAD_EVERY)
        floor = ORDERS / _seconds_of_copy(path)
        seconds, peak = _in_a_process(path)
    return [
        Figure("import_file", ORDERS / seconds, "orders/s", floor),
        Figure("import_memory", peak, "MiB"),
    ]


def _seconds_of_copy(path: Path) -> float:
    started = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE import_floor (line int, sku text, quantity text, external_id text)")
    rows = read_rows(path, read_head(path))
    names = ("line", "sku", "quantity", "external_id")
    copy_rows("import_floor", names, ((line, *(raw[name] for name in names[1:])) for line, raw in rows))
    return time.monotonic() - started


def _in_a_process(path: Path) -> tuple[float, float]:
    """Seconds and peak memory in MiB of a process that does nothing else."""
    connections.close_all()
    context: Any = multiprocessing.get_context("fork")
    told = context.Queue()
    process = context.Process(target=_take, args=(path, told))
    process.start()
    result: tuple[float, float] = told.get(timeout=3600)
    process.join()
    return result


def _take(path: Path, told: Any) -> None:
    started = time.monotonic()
    job = stage_table(path=path, name=path.name, options={"channel": "bench"}).job
    analyze_rows()
    job = start_import(job_id=job.pk, actor=SYSTEM)
    while work(job.pk, job.run_no):
        pass
    seconds = time.monotonic() - started
    job.refresh_from_db()
    bad = ImportRow.objects.filter(job=job, outcome="rejected").exclude(field="").count()
    if (job.state, bad) != ("done", ORDERS * LINES // BAD_EVERY):
        raise RuntimeError(f"The import ended {job.state} with {bad} bad rows.")
    told.put((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    connections.close_all()
