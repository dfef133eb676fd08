"""Insert many rows into several tables in one statement, from plain columns.

Foreign keys between the tables hold because they are checked at commit; keys come from
``allot`` beforehand, so no statement has to wait for the answer of another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model


@dataclass(frozen=True)
class Column:
    """One column of an INSERT: its PostgreSQL type, a value per row, and how it is written."""

    type: str
    values: Sequence[Any]
    expression: str = "{}"


@dataclass(frozen=True)
class Insert:
    """Rows for one table, column by column. Columns left out take ``defaults`` or the table's own."""

    table: str
    columns: Mapping[str, Column]
    suffix: str = ""

    @property
    def count(self) -> int:
        return len(next(iter(self.columns.values())).values)

    def sql(self) -> str:
        names = list(self.columns)
        values = ", ".join(column.expression.format(f"v.{name}") for name, column in self.columns.items())
        arrays = ", ".join(f"%s::{column.type}[]" for column in self.columns.values())
        return (
            f"INSERT INTO {self.table} ({', '.join(names)}) SELECT {values} "
            f"FROM unnest({arrays}) AS v ({', '.join(names)}) {self.suffix}"
        )

    def parameters(self) -> list[Any]:
        return [list(column.values) for column in self.columns.values()]


def insert_together(inserts: Sequence[Insert]) -> None:
    """Write all inserts that have rows in one statement."""
    wanted = [insert for insert in inserts if insert.count]
    if not wanted:
        return
    *first, last = wanted
    head = ", ".join(f"part{index} AS ({insert.sql()})" for index, insert in enumerate(first))
    sql = f"WITH {head} {last.sql()}" if first else last.sql()
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for insert in wanted for value in insert.parameters()])


def allot(counts: Mapping[str, int]) -> dict[str, list[int]]:
    """Take that many values of each named sequence, all in one statement."""
    parts = ["ARRAY(SELECT nextval(%s::regclass) FROM generate_series(1, %s))" for _ in counts]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", [value for pair in counts.items() for value in pair])
        return dict(zip(counts, cursor.fetchone(), strict=True))


def rows(names: Mapping[str, str], records: Sequence[Sequence[Any]]) -> dict[str, Column]:
    """Columns from records: ``names`` gives name and type in the records' order."""
    turned = list(zip(*records, strict=True)) if records else [()] * len(names)
    return {name: Column(kind, list(turned[index])) for index, (name, kind) in enumerate(names.items())}


def update_rows(model: type[Model], instances: Sequence[Model], columns: Mapping[str, str]) -> None:
    """Write the named columns (with their PostgreSQL types) of saved instances in one short statement.

    What ``bulk_update`` does with a CASE per row and column, for lists of hundreds.
    """
    if not instances:
        return
    sets = ", ".join(f'"{name}" = v."{name}"' for name in columns)
    names = ", ".join(f'"{name}"' for name in ("id", *columns))
    arrays = ", ".join(f"%s::{kind}[]" for kind in ("bigint", *columns.values()))
    values = [[getattr(instance, name) for instance in instances] for name in ("pk", *columns)]
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" t SET {sets} FROM unnest({arrays}) AS v ({names}) WHERE t.id = v.id',
            values,
        )
