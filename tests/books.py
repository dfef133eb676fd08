"""Whether the books keep their promises, asked so often that PostgreSQL plans the question once."""

from collections.abc import Collection
from functools import cache
from hashlib import sha256
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from core.audit.registry import Promise, promises
from core.audit.runner import check


@cache
def _question(names: frozenset[str]) -> str:
    asked = (one for one in promises() if one.name in names)
    counts = (f"SELECT '{one.name}', count(*) FROM ({one.query()}\n) AS broken" for one in asked)
    return "\nUNION ALL\n".join(counts)


@cache
def aside() -> BaseDatabaseWrapper:
    """A connection that outlives tests which commit: it keeps its plans, where theirs are new each time."""
    return connections.create_connection(DEFAULT_DB_ALIAS)


def violations(wanted: Collection[Promise], by: BaseDatabaseWrapper | None = None) -> dict[str, int]:
    """Promise → how many rows break it, without those that are kept; one statement, kept ready by the connection."""
    question = _question(frozenset(one.name for one in wanted))
    name = f"promises_{sha256(question.encode()).hexdigest()[:16]}"
    with (by or connection).cursor() as cursor:
        cursor.execute("SELECT FROM pg_prepared_statements WHERE name = %s", [name])
        if not cursor.rowcount:
            cursor.execute(f"PREPARE {name} AS {question}")
        cursor.execute(f"EXECUTE {name}")
        return {promise: count for promise, count in cursor.fetchall() if count}


def broken(wanted: Collection[Promise]) -> dict[str, list[dict[str, Any]]]:
    """Promise → some of the rows that break it."""
    found = violations(wanted)
    return {one.name: check(one).sample for one in wanted if one.name in found}
