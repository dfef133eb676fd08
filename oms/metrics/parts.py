"""The figures of the house, read when they are asked for: the same from every process. Bounded queries on indexes."""

import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.utils import timezone
from prometheus_client.core import Metric

from core.broker import broker_condition
from core.counting import counts
from core.heartbeats import heartbeats
from core.models import Alert
from core.selectors.backups import last_good_backup, last_good_drill, newest_drill
from core.selectors.effect_flow import failing, latencies, waiting
from core.selectors.promise_history import last_full_audit, last_narrow_audit
from core.selectors.room import rooms
from core.selectors.schema import pending_migrations
from core.selectors.server import server
from oms.metrics.families import counter, gauge, gauges
from oms.metrics.orders import orders_by_state

ROLES = ("worker", "beat", "web")
_STATES = """
SELECT 'claimed', count(*) FROM (SELECT 1 FROM core_effect WHERE state = 'claimed' LIMIT 10000) AS few
UNION ALL SELECT 'dead', count(*) FROM (SELECT 1 FROM core_effect WHERE state = 'dead' LIMIT 10000) AS few
"""


def build() -> Iterator[Metric]:
    yield gauges("oms_build_info", "The version that answers.", ("version",), [((settings.OMS_VERSION,), 1)])


def effects() -> Iterator[Metric]:
    now = timezone.now()
    queues = waiting(now=now)
    yield gauges(
        "oms_effects_due", "Effects due now, counted to 10000.", ("queue",), [((q.queue,), q.due) for q in queues]
    )
    yield gauges(
        "oms_effect_oldest_due_seconds", "How long the oldest effect of a queue has been due.", ("queue",),
        [((q.queue,), q.age(now)) for q in queues],
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_STATES)
        states = dict(cursor.fetchall())
    yield gauges(
        "oms_effects", "Effects by state, counted to 10000.", ("state",), [((s,), n) for s, n in states.items()]
    )
    yield gauges(
        "oms_effects_failing", "Effects that failed and will be tried again, by queue and reason.", ("queue", "reason"),
        [((one.queue, one.code), one.count) for one in failing()],
    )  # fmt: skip


def effect_latency() -> Iterator[Metric]:
    found = latencies(now=timezone.now())
    yield gauges(
        "oms_effects_done_5m", "Effects done in five minutes.", ("queue",), [((q.queue,), q.done) for q in found]
    )
    yield gauges(
        "oms_effect_latency_seconds", "From due to done, of the effects done in five minutes.", ("queue", "quantile"),
        [((q.queue, n), value) for q in found for n, value in (("0.5", q.p50), ("0.95", q.p95), ("1", q.slowest))],
    )  # fmt: skip


def orders() -> Iterator[Metric]:
    yield gauges("oms_orders", "Orders by state; at most a minute old.", ("state",), orders_by_state())


def conflicts() -> Iterator[Metric]:
    found = counts("conflict")
    if found is not None:
        yield counter(
            "oms_conflicts", "Acts refused because another was first, deadlocks among them.", "kind", dict(found)
        )


def alerts() -> Iterator[Metric]:
    found = Alert.objects.filter(closed_at=None).values_list("kind").annotate(n=Count("pk")).order_by("kind")
    yield gauges("oms_alerts_open", "Open alerts by kind.", ("kind",), [((kind,), n) for kind, n in found])


def books() -> Iterator[Metric]:
    full, narrow = last_full_audit(), last_narrow_audit()
    for name, run in (("full", full), ("narrow", narrow)):
        if run is not None and run.finished_at is not None:
            age = (timezone.now() - run.finished_at).total_seconds()
            yield gauge(f"oms_audit_{name}_age_seconds", f"Since the last {name} audit of the books ended.", age)
    # What a narrow run finds is an alert at once; the full one says how many promises are broken in all.
    if full is not None:
        broken = full.results.filter(violations__gt=0).count()
        yield gauge("oms_promises_broken", "Promises of the books that the last full audit found broken.", broken)


def backups() -> Iterator[Metric]:
    for name, run in (("backup", last_good_backup()), ("backup_drill", last_good_drill())):
        if run is not None and run.finished_at is not None:
            age = (timezone.now() - run.finished_at).total_seconds()
            yield gauge(f"oms_{name}_age_seconds", f"Since the last good {name.replace('_', ' ')}.", age)
    drill = newest_drill()
    if drill is not None:
        yield gauge(
            "oms_backup_drill_failed", "1 when the newest drill found the backup bad.", float(drill.state == "bad")
        )


def processes() -> Iterator[Metric]:
    found, now = heartbeats(), time.time()
    if found is None:
        return
    alive = {role: [one for one in found if one.role == role and one.is_alive(now)] for role in ROLES}
    yield gauges(
        "oms_processes", "Processes that live, by role.", ("role",), [((r,), len(a)) for r, a in alive.items()]
    )
    yield gauges(
        "oms_heartbeat_age_seconds", "Since the freshest sign of life of a role.", ("role",),
        [((r,), min(one.silence(now) for one in a)) for r, a in alive.items() if a],
    )  # fmt: skip


def broker() -> Iterator[Metric]:
    found = broker_condition()
    yield gauge("oms_broker_up", "Whether the broker answers.", float(found.is_reachable))
    if found.is_reachable:
        yield gauge("oms_broker_memory_bytes", "Memory the broker uses.", found.used)
        yield gauge("oms_broker_memory_limit_bytes", "Memory it may use; 0: all there is.", found.limit)


def disks() -> Iterator[Metric]:
    found = rooms()
    yield gauges("oms_disk_free_bytes", "Room left on the disk.", ("place",), [((r.place,), r.free) for r in found])
    yield gauges(
        "oms_disk_free_ratio", "Share of the disk that is free.", ("place",), [((r.place,), r.share) for r in found]
    )


def database() -> Iterator[Metric]:
    found = server()
    yield gauge("oms_database_size_bytes", "Size of the database.", found.size)
    yield gauge("oms_database_sessions", "Sessions at the server.", found.sessions)
    yield gauge("oms_database_sessions_ratio", "Share of the sessions the server allows.", found.share)
    yield gauge(
        "oms_database_slow_queries", "Queries that run for more than five seconds, counted to ten.", len(found.slow)
    )
    yield gauge("oms_database_blocked_sessions", "Sessions that wait for a lock, counted to ten.", len(found.blocked))
    longest = max((one.transaction_seconds for one in found.busy), default=0.0)
    yield gauge("oms_database_oldest_transaction_seconds", "Age of the oldest transaction noticed.", longest)
    yield gauge("oms_clock_difference_seconds", "The database's clock less ours.", found.clock_seconds)
    yield gauge("oms_migrations_pending", "Migrations of this version not applied.", len(pending_migrations()))


Part = Callable[[], Iterator[Metric]]

FROM_DATABASE: tuple[Part, ...] = (effects, effect_latency, orders, alerts, books, backups, database)
FROM_ELSEWHERE: tuple[Part, ...] = (build, conflicts, processes, broker, disks)
