"""What really happened, kept in SQLite so that a restart forgets nothing."""

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS thing (id TEXT PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answer (
    key TEXT PRIMARY KEY, operation TEXT NOT NULL, fingerprint TEXT NOT NULL, status INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS movement (seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, body TEXT NOT NULL);
"""

# Each protocol tells its own receiver: one table of webhooks for each.
WEBHOOKS = ("webhook", "stripe_webhook")
WEBHOOK_SCHEMA = """
CREATE TABLE IF NOT EXISTS {table} (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, lane INTEGER NOT NULL, due_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'waiting', genuine INTEGER NOT NULL DEFAULT 1,
    body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS {table}_due ON {table} (lane, due_at) WHERE state = 'waiting';
"""

FORGET = (
    "DELETE FROM thing",
    "DELETE FROM answer",
    "DELETE FROM movement",
    *(f"DELETE FROM {table}" for table in WEBHOOKS),
    "DELETE FROM sqlite_sequence",
)


def now_text(*, later: timedelta = timedelta(0)) -> str:
    """This moment, or one some time later, as ISO text in UTC."""
    return (datetime.now(UTC) + later).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class StoredAnswer:
    """The answer an idempotency key has earned."""

    key: str
    operation: str
    fingerprint: str
    status: int
    body: dict[str, Any]


class Truth:
    """One SQLite file behind one lock: things, answers by key, movements, webhooks to send."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(SCHEMA + "".join(WEBHOOK_SCHEMA.format(table=table) for table in WEBHOOKS))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and nobody else meanwhile."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    def keep(self, kind: str, thing: dict[str, Any]) -> None:
        """Write a thing under its ``id``, new or changed."""
        self.rows(
            "INSERT INTO thing VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            thing["id"],
            kind,
            json.dumps(thing),
        )

    def find(self, kind: str, thing_id: str) -> dict[str, Any] | None:
        rows = self.rows("SELECT body FROM thing WHERE id = ? AND kind = ?", thing_id, kind)
        return json.loads(rows[0][0]) if rows else None

    def every(self, kind: str) -> list[dict[str, Any]]:
        return [json.loads(body) for (body,) in self.rows("SELECT body FROM thing WHERE kind = ? ORDER BY rowid", kind)]

    def remember(self, answer: StoredAnswer) -> None:
        self.rows(
            "INSERT INTO answer VALUES (?, ?, ?, ?, ?)",
            answer.key,
            answer.operation,
            answer.fingerprint,
            answer.status,
            zlib.compress(json.dumps(answer.body).encode(), 1),
        )

    def recall(self, key: str) -> StoredAnswer | None:
        rows = self.rows("SELECT key, operation, fingerprint, status, body FROM answer WHERE key = ?", key)
        if not rows:
            return None
        known_key, operation, fingerprint, status, body = rows[0]
        return StoredAnswer(known_key, operation, fingerprint, status, json.loads(zlib.decompress(body)))

    def record(self, movement: dict[str, Any]) -> None:
        """Write down one movement that really took place."""
        self.rows("INSERT INTO movement (at, body) VALUES (?, ?)", now_text(), json.dumps(movement))

    def movements(self, *, since: int = 0) -> list[dict[str, Any]]:
        """Every movement after ``since``, in the order they took place."""
        rows = self.rows("SELECT seq, at, body FROM movement WHERE seq > ? ORDER BY seq", since)
        return [{"seq": seq, "at": at, **json.loads(body)} for seq, at, body in rows]

    def forget_everything(self) -> None:
        with self.transaction():
            for statement in FORGET:
                self._db.execute(statement)
