"""How effects flow: what waits in which queue, how long it takes, what fails at whose door. Bounded queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from core.effects.registry import QUEUES

MOST_COUNTED = 10_000
MOST_FAILING = 5_000
MOST_DONE = 20_000
LATELY = timedelta(minutes=5)
PRIORITIES = 10
# Who stands outside at the end of each queue.
DOORS = {
    "payments": "the payment gateway",
    "labels": "the carriers",
    "mail": "the mail server",
    "hooks": "the shops' webhooks",
    "default": "our own work",
    "bulk": "bulk work",
}

# Each queue and priority is one probe of the index of what is due; nothing is sorted, however much waits.
_WAITING = """
SELECT q.name,
       (SELECT count(*) FROM (SELECT 1 FROM core_effect e WHERE e.state = 'due' AND e.queue = q.name
                              AND e.run_after <= %(now)s LIMIT %(most)s) AS few),
       (SELECT min(o.run_after) FROM generate_series(0, %(priorities)s - 1) AS p (n), LATERAL (
            SELECT e.run_after FROM core_effect e WHERE e.state = 'due' AND e.queue = q.name AND e.priority = p.n
            ORDER BY e.run_after, e.id LIMIT 1) AS o
        WHERE o.run_after <= %(now)s)
FROM unnest(%(queues)s::text[]) WITH ORDINALITY AS q (name, nr) ORDER BY q.nr
"""
_LATENCY = """
SELECT d.queue, count(*), percentile_cont(ARRAY[0.5, 0.95, 1.0]) WITHIN GROUP (ORDER BY d.seconds)
FROM (SELECT queue, extract(epoch FROM finished_at - greatest(created_at, run_after))::float AS seconds
      FROM core_effect WHERE state = 'done' AND finished_at > %(since)s ORDER BY finished_at DESC LIMIT %(most)s) AS d
GROUP BY d.queue ORDER BY d.queue
"""
_FAILING = """
SELECT queue, code, count(*), min(created_at), max(attempts) FROM (
    SELECT queue, coalesce(substring(last_error FROM '^([a-z][a-z_]*):'), 'error') AS code, created_at, attempts
    FROM core_effect WHERE state = 'due' AND queue = ANY(%(queues)s) AND last_error <> '' LIMIT %(most)s
) AS failing GROUP BY queue, code ORDER BY queue, count(*) DESC, code
"""


@dataclass(frozen=True)
class Waiting:
    """A queue: how many effects are due (``MOST_COUNTED`` means that or more) and since when the oldest is."""

    queue: str
    due: int
    oldest_at: datetime | None

    @property
    def is_more(self) -> bool:
        return self.due >= MOST_COUNTED

    def age(self, now: datetime) -> float:
        """Seconds the oldest has been due; 0 when nothing waits."""
        return max(0.0, (now - self.oldest_at).total_seconds()) if self.oldest_at else 0.0


@dataclass(frozen=True)
class Latency:
    """From due to done in seconds, of what a queue did lately: half, 95 of 100, and the slowest."""

    queue: str
    done: int
    p50: float
    p95: float
    slowest: float


@dataclass(frozen=True)
class Failing:
    """Effects of a queue that failed, will be tried again, and why: ``code`` is the error's own (unavailable)."""

    queue: str
    code: str
    count: int
    since: datetime
    attempts: int

    @property
    def door(self) -> str:
        return DOORS[self.queue]


def waiting(*, now: datetime) -> Sequence[Waiting]:
    """Every queue, also those where nothing waits; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"now": now, "most": MOST_COUNTED, "priorities": PRIORITIES, "queues": list(QUEUES)})
        return [Waiting(*row) for row in cursor.fetchall()]


def latencies(*, now: datetime) -> Sequence[Latency]:
    """The queues that did something in the last five minutes; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_LATENCY, {"since": now - LATELY, "most": MOST_DONE})
        return [Latency(queue, done, *(float(n) for n in found)) for queue, done, found in cursor.fetchall()]


def failing() -> Sequence[Failing]:
    """What could not be done yet, by queue and reason; one query, at most ``MOST_FAILING`` effects are looked at."""
    with connection.cursor() as cursor:
        cursor.execute(_FAILING, {"queues": list(QUEUES), "most": MOST_FAILING})
        return [Failing(*row) for row in cursor.fetchall()]
