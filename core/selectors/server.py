"""How the database is right now: who takes long, who waits for whom, whether its clock is ours."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import ProgrammingError, connection, transaction

SLOW_SECONDS = 5
LONG_TRANSACTION_SECONDS = 60
MOST_SHOWN = 10
# Only the words of a statement: what stands in quotes or is a number may be a customer's.
_SHAPE = r"regexp_replace(regexp_replace(left(query, 400), '''[^'']*(''|$)', '?', 'g'), '\m\d+\M', '?', 'g')"
# Of other users' sessions a plain role sees only that they exist; theirs are left out by the empty state.
_ACTIVITY = f"""
SELECT pid, coalesce(application_name, ''), state, extract(epoch FROM now() - query_start)::float,
       extract(epoch FROM now() - xact_start)::float, coalesce(wait_event_type || ': ' || wait_event, ''), {_SHAPE},
       pg_blocking_pids(pid)
FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
  AND xact_start IS NOT NULL
  AND (state = 'active' AND query_start < now() - make_interval(secs => %(slow)s)
       OR xact_start < now() - make_interval(secs => %(long)s)
       OR cardinality(pg_blocking_pids(pid)) > 0)
ORDER BY xact_start LIMIT %(most)s
"""
_FIGURES = """
SELECT extract(epoch FROM clock_timestamp())::float, version(), pg_database_size(current_database()),
       (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
       current_setting('max_connections')::int, pg_is_in_recovery(),
       EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_stat_statements')
"""
_STATEMENTS = f"""
SELECT {_SHAPE}, calls, mean_exec_time, total_exec_time FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
ORDER BY total_exec_time DESC LIMIT %(most)s
"""


@dataclass(frozen=True)
class Session:
    """A session that takes long, in seconds, or waits for the ones in ``blocked_by``; ``shape`` has no values."""

    pid: int
    application: str
    state: str
    statement_seconds: float
    transaction_seconds: float
    waits_for: str
    shape: str
    blocked_by: Sequence[int]

    @property
    def is_slow(self) -> bool:
        return self.state == "active" and self.statement_seconds >= SLOW_SECONDS

    @property
    def is_long(self) -> bool:
        return self.transaction_seconds >= LONG_TRANSACTION_SECONDS


@dataclass(frozen=True)
class Statement:
    """A statement by what it cost since the server counts; times in milliseconds."""

    shape: str
    calls: int
    mean_ms: float
    total_ms: float


@dataclass(frozen=True)
class Server:
    """The database server: clock difference in seconds (positive: its clock is ahead), size in bytes, sessions."""

    version: str
    clock_seconds: float
    size: int
    sessions: int
    most_sessions: int
    is_replica: bool
    has_statements: bool
    busy: Sequence[Session]

    @property
    def slow(self) -> Sequence[Session]:
        return [one for one in self.busy if one.is_slow]

    @property
    def long(self) -> Sequence[Session]:
        return [one for one in self.busy if one.is_long]

    @property
    def blocked(self) -> Sequence[Session]:
        return [one for one in self.busy if one.blocked_by]

    @property
    def share(self) -> float:
        """How many of the sessions it allows are taken, from 0 to 1."""
        return self.sessions / self.most_sessions


def server() -> Server:
    """Two queries on the server's own views; statements are shown without their values."""
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute(_FIGURES)
        there, version, size, sessions, most, is_replica, has_statements = cursor.fetchone()
        # The answer's own way is no difference: the server read its clock somewhere in between.
        after = time.time()
        ours = min(max(float(there), before), after)
        cursor.execute(_ACTIVITY, {"slow": SLOW_SECONDS, "long": LONG_TRANSACTION_SECONDS, "most": MOST_SHOWN})
        busy = [_session(row) for row in cursor.fetchall()]
    short = " ".join(version.split()[:2])
    return Server(short, float(there) - ours, size, sessions, most, is_replica, has_statements, busy)


def _session(row: tuple[Any, ...]) -> Session:
    pid, application, state, statement, transaction_, waits, shape, blocked_by = row
    return Session(pid, application, state or "", statement or 0.0, transaction_ or 0.0, waits, shape or "", blocked_by)


def costly_statements() -> Sequence[Statement] | None:
    """What cost the server most since it counts; None where it does not count, or we may not read it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_STATEMENTS, {"most": MOST_SHOWN})
            return [Statement(*row) for row in cursor.fetchall()]
    except ProgrammingError:
        return None
