"""Is the house healthy: the promises of the books, effects, processes, servers, disks, backups."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.conf import settings

from core.broker import BrokerCondition, broker_condition
from core.heartbeats import Heartbeat, heartbeats
from core.models import AuditRun, BackupRun, Effect, EffectState
from core.selectors.backups import last_good_backup, last_good_drill, newest_backup, newest_drill
from core.selectors.effect_flow import Failing, Latency, Waiting, failing, latencies, waiting
from core.selectors.promise_history import (
    PromiseHistory,
    audit_under_way,
    last_full_audit,
    last_narrow_audit,
    promise_histories,
)
from core.selectors.room import Room, rooms
from core.selectors.schema import pending_migrations
from core.selectors.server import Server, Statement, costly_statements, server
from desk.selectors import diagnosis
from desk.selectors.diagnosis import Finding, Grade

SHOWN_DEAD = 20


@dataclass(frozen=True)
class Process:
    """A process that gave a sign of life within the hour."""

    heartbeat: Heartbeat
    is_alive: bool
    since: datetime
    silent_seconds: int


@dataclass(frozen=True)
class Flow:
    """A queue: what waits, and how long it took lately."""

    waiting: Waiting
    age_seconds: float
    latency: Latency | None

    @property
    def is_late(self) -> bool:
        return self.age_seconds > diagnosis.LATE_SECONDS


@dataclass(frozen=True)
class Health:
    """Everything the doctor looked at; nothing is audited while the page loads."""

    now: datetime
    full: AuditRun | None
    narrow: AuditRun | None
    under_way: AuditRun | None
    promises: Sequence[PromiseHistory]
    flows: Sequence[Flow]
    failing: Sequence[Failing]
    dead: Sequence[Effect]
    processes: Sequence[Process] | None
    broker: BrokerCondition
    rooms: Sequence[Room]
    server: Server
    statements: Sequence[Statement] | None
    pending: Sequence[str]
    backup: BackupRun | None
    good_drill: BackupRun | None
    newest_backup: BackupRun | None
    newest_drill: BackupRun | None

    @property
    def broken(self) -> int:
        return sum(1 for one in self.promises if one.is_broken)

    @property
    def due(self) -> int:
        return sum(flow.waiting.due for flow in self.flows)

    @property
    def oldest_seconds(self) -> float:
        return max((flow.age_seconds for flow in self.flows), default=0.0)

    @property
    def workers(self) -> int:
        return sum(1 for one in self.processes or () if one.is_alive and one.heartbeat.role == "worker")

    @property
    def findings(self) -> Sequence[Finding]:
        """All that was looked at, the worst first."""
        return sorted(_findings(self), key=lambda one: -one.grade)

    @property
    def trouble(self) -> Sequence[Finding]:
        return [one for one in self.findings if one.grade > Grade.GOOD]

    @property
    def good(self) -> Sequence[Finding]:
        return [one for one in self.findings if one.grade == Grade.GOOD]


def health(*, now: datetime) -> Health:
    """Some twenty queries on indexes and the server's views, and two questions to the broker."""
    took = {one.queue: one for one in latencies(now=now)}
    there = server()
    return Health(
        now=now,
        full=last_full_audit(),
        narrow=last_narrow_audit(),
        under_way=audit_under_way(),
        promises=promise_histories(),
        flows=[Flow(one, one.age(now), took.get(one.queue)) for one in waiting(now=now)],
        failing=failing(),
        dead=list(Effect.objects.filter(state=EffectState.DEAD).order_by("-pk")[:SHOWN_DEAD]),
        processes=processes(now=now),
        broker=broker_condition(),
        rooms=rooms(),
        server=there,
        statements=costly_statements() if there.has_statements else None,
        pending=pending_migrations(),
        backup=last_good_backup(),
        good_drill=last_good_drill(),
        newest_backup=newest_backup(),
        newest_drill=newest_drill(),
    )


def processes(*, now: datetime) -> Sequence[Process] | None:
    """Who lives or fell silent; of web processes only the living, as their server replaces them in its own way."""
    found, seconds = heartbeats(), time.time()
    if found is None:
        return None
    shown = [one for one in found if one.role != "web" or one.is_alive(seconds)]
    return [
        Process(one, one.is_alive(seconds), datetime.fromtimestamp(one.began, tz=now.tzinfo), int(one.silence(seconds)))
        for one in shown
    ]


def _findings(health: Health) -> Iterator[Finding]:
    full, narrow = health.full, health.narrow
    full_at, narrow_at = full.finished_at if full else None, narrow.finished_at if narrow else None
    beats = None if health.processes is None else [one.heartbeat for one in health.processes]
    return chain(
        diagnosis.of_books(broken=health.broken, full_at=full_at, narrow_at=narrow_at, now=health.now),
        diagnosis.of_queues([flow.waiting for flow in health.flows], dead=len(health.dead), now=health.now),
        diagnosis.of_doors(health.failing),
        diagnosis.of_processes(beats, version=settings.OMS_VERSION, now=time.time()),
        diagnosis.of_broker(health.broker),
        diagnosis.of_rooms(health.rooms),
        diagnosis.of_server(health.server, pending=health.pending),
        diagnosis.of_ended_backups(health.newest_backup, health.newest_drill),
        diagnosis.of_backups(health.backup, health.good_drill, health.newest_drill, now=health.now),
    )
