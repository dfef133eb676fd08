"""Effects: how many a second, how late they start, and how soon a killed worker's work is taken up."""

import os
import signal
import time
from collections.abc import Sequence

import redis
from django.db import connection, transaction

from bench.bare import LIST, note_start
from bench.crew import crew
from bench.measure import Figure, rate
from bench.shop import BenchShop
from core.effects import NewEffect, drain, effect_task, insert_effects
from core.models import Effect

COUNT = 30_000
STARTS = 400
PACE_SECONDS = 0.02
THROUGHPUT = 4_000
KILLS = 20
_BARE = """
UPDATE inventory_stocklevel SET reserved = 0 WHERE id = (
    SELECT id FROM inventory_stocklevel OFFSET floor(random() * 900) LIMIT 1 FOR UPDATE SKIP LOCKED
)
"""


@effect_task(queue="bulk")
def nothing() -> None:
    """A bare task."""


@effect_task(queue="default")
def note_begin(*, sent: float, key: str) -> None:
    """How long after the commit it began, in seconds."""
    late = time.time() - sent
    Effect.objects.filter(key=key).update(payload={"sent": sent, "late": late})


@effect_task(queue="default")
def die_once(*, key: str, killed: float = 0.0) -> None:
    """The first hand dies as ``kill -9`` would have it; the second says how long that cost, in seconds."""
    if not killed:
        Effect.objects.filter(key=key).update(payload={"killed": time.time()})
        os.kill(os.getpid(), signal.SIGKILL)
    Effect.objects.filter(key=key).update(payload={"killed": killed, "late": time.time() - killed})


def effects(shop: BenchShop) -> list[Figure]:
    """Claim, run and finish; goal 300 a second. The floor is a bare UPDATE per row."""
    fill(nothing.name, "bulk", count=COUNT)
    floor = rate(bare_update, processes=2, seconds=2.0)
    value = rate(lambda: drain(["bulk"], budget_seconds=0.2).count, processes=2, seconds=3.0)
    Effect.objects.all().delete()
    return [Figure("effects", value, "effects/s", floor), *with_workers()]


def with_workers() -> list[Figure]:
    """Through a real broker and a real worker; goal: start within 50 ms at p95. The floor is a bare Celery task."""
    with crew() as broker_url:
        started, bare = starts_of_effects(), starts_of_bare_tasks(broker_url)
        flow = throughput()
        back = recoveries()
    return [
        Figure("effect_start_p50", quantile(started, 0.5) * 1000, "ms", quantile(bare, 0.5) * 1000),
        Figure("effect_start_p95", quantile(started, 0.95) * 1000, "ms", quantile(bare, 0.95) * 1000),
        Figure("effects_worker", flow, "effects/s"),
        Figure("recovery_p50", quantile(back, 0.5), "s"),
        Figure("recovery_p99", quantile(back, 0.99), "s"),
    ]


def starts_of_effects() -> list[float]:
    for number in range(STARTS):
        with transaction.atomic():
            payload = {"sent": time.time()}
            insert_effects([NewEffect(task=note_begin.name, queue="default", key=f"start-{number}", payload=payload)])
        time.sleep(PACE_SECONDS)
    return late_by(note_begin.name, STARTS)


def starts_of_bare_tasks(broker_url: str) -> list[float]:
    client = redis.from_url(broker_url)
    for _ in range(STARTS):
        note_start.apply_async((time.time(),), queue="default", ignore_result=True)
        time.sleep(PACE_SECONDS)
    end = time.monotonic() + 30
    while int(client.llen(LIST)) < STARTS and time.monotonic() < end:
        time.sleep(0.1)
    late = [float(text) for text in client.lrange(LIST, 0, -1)]
    client.close()
    return late


def throughput() -> float:
    """Effects a second that two hands do when a heap of them is there."""
    began = time.monotonic()
    fill(nothing.name, "bulk", count=THROUGHPUT)
    while Effect.objects.filter(task=nothing.name, state__in=["due", "claimed"]).exists():
        time.sleep(0.05)
    return THROUGHPUT / (time.monotonic() - began)


def recoveries() -> list[float]:
    """Seconds from the kill of a hand to the next start of what it had in hand."""
    for number in range(KILLS):
        fill(die_once.name, "default", count=1)
        late_by(die_once.name, number + 1)
    return late_by(die_once.name, KILLS)


def late_by(task: str, count: int) -> list[float]:
    """What ``count`` effects of that name left behind, when all have ended."""
    end = time.monotonic() + 120
    while Effect.objects.filter(task=task, state="done").count() < count:
        if time.monotonic() > end:
            raise TimeoutError(f"{task} does not come to its end.")
        time.sleep(0.05)
    return list(Effect.objects.filter(task=task).values_list("payload__late", flat=True))


def quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def fill(task: str, queue: str, *, count: int) -> None:
    with transaction.atomic():
        insert_effects([
            NewEffect(task=task, queue=queue, key=f"bench-{time.monotonic_ns()}-{number}")
            for number in range(count)
        ])  # fmt: skip


def bare_update() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_BARE)
    return 1
