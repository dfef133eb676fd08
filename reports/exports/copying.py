"""CSV straight from PostgreSQL: COPY writes the lines, Python only passes them on."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from reports.exports.shaping import file_rows
from reports.lists import Column


class Sink(Protocol):
    def write(self, data: bytes, /) -> Any: ...


def header(columns: Sequence[Column]) -> bytes:
    """The first line. Names of columns are ours and need no guard."""
    return (",".join(column.name for column in columns) + "\n").encode()


def copy_rows(rows: QuerySet[Any], columns: Sequence[Column], sink: Sink) -> int:
    """How many rows were written to ``sink`` as CSV lines without a header; one statement, one snapshot.

    The values of the filters are bound by psycopg, as in any other statement: nothing is put together by hand.
    """
    try:
        statement, values = file_rows(rows, columns).query.sql_with_params()
    except EmptyResultSet:
        # Known without asking: a search that found nothing.
        return 0
    return copy_statement(statement, values, sink.write)


def copy_statement(statement: str, values: Sequence[Any], write: Callable[[bytes], Any]) -> int:
    """How many rows the statement gave; each block is passed on as it comes, so memory stays flat."""
    # Errors within COPY are not told as Django's own otherwise.
    with connection.wrap_database_errors, connection.cursor() as cursor:
        # An empty tuple, not None: the percent signs of the statement are always doubled.
        with cursor.copy(f"COPY ({statement}) TO STDOUT WITH (FORMAT csv)", tuple(values)) as blocks:
            for block in blocks:
                write(bytes(block))
        return int(cursor.rowcount)
