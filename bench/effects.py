"""Effects: how many a second from commit to done, and how late they start."""

import time

from django.db import connection, transaction

from bench.measure import Figure, rate
from bench.shop import BenchShop
from core.effects import NewEffect, drain, effect_task, insert_effects

COUNT = 30_000
_BARE = """
UPDATE inventory_stocklevel SET reserved = 0 WHERE id = (
    SELECT id FROM inventory_stocklevel OFFSET floor(random() * 900) LIMIT 1 FOR UPDATE SKIP LOCKED
)
"""


@effect_task(queue="bulk")
def nothing() -> None:
    """A bare task."""


def effects(shop: BenchShop) -> Figure:
    """Claim, run and finish; goal 300 a second. The floor is a bare UPDATE per row."""
    fill("bench")
    floor = rate(bare_update, processes=2, seconds=2.0)
    value = rate(lambda: drain(["bulk"], budget_seconds=0.2).count, processes=2, seconds=3.0)
    return Figure("effects", value, "effects/s", floor)


def fill(prefix: str) -> None:
    with transaction.atomic():
        insert_effects([
            NewEffect(task=nothing.name, queue="bulk", key=f"{prefix}-{time.monotonic_ns()}-{number}")
            for number in range(COUNT)
        ])  # fmt: skip


def bare_update() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_BARE)
    return 1
