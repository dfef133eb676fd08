"""How many rows each table has: what a restored database is held against."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from psycopg import Connection, sql

from ops.backup.place import Place

_TABLES = """
SELECT c.relname FROM pg_class c
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname
"""


@contextmanager
def reading(place: Place) -> "Iterator[Connection]":
    """A connection that sees the database as it is at one moment."""
    with psycopg.connect(place.url, connect_timeout=10) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield connection


def count_rows(connection: "Connection") -> dict[str, int]:
    """The exact number of rows of every table of ours."""
    names = [name for (name,) in connection.execute(_TABLES).fetchall()]
    return {name: _count(connection, name) for name in names}


def _count(connection: "Connection", name: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
    assert row is not None
    return int(row[0])


def differences(
    before: Mapping[str, int], after: Mapping[str, int], restored: Mapping[str, int]
) -> tuple[list[str], list[str]]:
    """(what is wrong, which tables moved while the backup was taken).

    A table that had as many rows before as after must have exactly these; one that moved, something between the two.
    """
    wrong, moved = [], []
    for name in sorted(before.keys() | after.keys() | restored.keys()):
        low, high = sorted((before.get(name, 0), after.get(name, 0)))
        if low != high:
            moved.append(name)
        found = restored.get(name)
        if found is None:
            wrong.append(f"The table {name} is missing from the restored database.")
        elif not low <= found <= high:
            wanted = str(low) if low == high else f"{low} to {high}"
            wrong.append(f"The table {name} has {found} rows in the restored database, not {wanted}.")
    return wrong, moved
