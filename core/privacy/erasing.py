"""Empty what is known of one customer, table by table, few rows at a time."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from core.privacy.naming import mark_parameters, naming
from core.privacy.registry import marks, reach, tables
from core.privacy.tables import Table

# A shorter word stands in rows of others by chance.
SHORTEST_MARK = 6
# Whose rows lead to the others: emptied when nothing needs them any more.
LAST = "customers.customer"

# Rows times words that one statement looks at: a second or so.
LOOKS_AT_ONCE = 200_000
LEAST_LOOKED_AT, MOST_LOOKED_AT = 50, 5_000

_WINDOW = """
SELECT max(w.key) FROM (
    SELECT t.{key} AS key FROM {table} t WHERE t.{key} > %(after)s ORDER BY t.{key} LIMIT %(rows)s
) w
"""
_FIND_NEXT = """
SELECT t.{key} FROM {table} t WHERE t.{key} > %(after)s AND t.{key} <= %(upto)s AND ({whose}) ORDER BY t.{key}
"""
_EMPTY_NEXT = """
WITH due AS (
    SELECT t.{key} FROM {table} t WHERE t.{key} > %(after)s AND t.{key} <= %(upto)s AND ({whose}) AND ({full})
    ORDER BY t.{key} FOR NO KEY UPDATE
)
UPDATE {table} t SET {emptied} FROM due WHERE t.{key} = due.{key}
"""
_EMPTY = """
WITH due AS (
    SELECT t.{key} FROM {table} t WHERE ({whose}) AND ({full}) ORDER BY t.{key} LIMIT %(most)s FOR NO KEY UPDATE
)
UPDATE {table} t SET {emptied} FROM due WHERE t.{key} = due.{key}
"""


def tables_to_empty() -> list[Table]:
    """In the order in which they are emptied."""
    found = [one for one in tables().values() if one.is_erasable]
    return sorted(found, key=lambda one: one.model == LAST)


def marks_of(customer_id: int) -> list[str]:
    """Words by which copies from outside name the customer: addresses, phones, numbers of orders, money and parcels."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for sql in marks():
            cursor.execute(sql, {"customer": customer_id})
            found |= {str(word).strip() for (word,) in cursor.fetchall() if word}
    return sorted(word for word in found if len(word) >= SHORTEST_MARK)


def empty_rows(table: Table, *, customer_id: int, marks: Sequence[str], most: int) -> int:
    """How many of the customer's rows were emptied, at most ``most``; zero when none is left."""
    sql = _EMPTY.format(
        table=table.name, key=table.key, whose=whose(table, has_marks=bool(marks)), full=full(table),
        emptied=", ".join(f'"{column}" = {value}' for column, value in table.erased.items()),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters(customer_id=customer_id, marks=marks, most=most))
        return int(cursor.rowcount)


def empty_next(table: Table, *, customer_id: int, marks: Sequence[str], after: int) -> tuple[int, int | None]:
    """How many of the next rows behind key ``after`` were emptied, and the last key looked at; None at the end.

    For tables that are searched: no index leads to what a text says, so every row is looked at, some at a time.
    """
    upto = end_of_window(table, marks=marks, after=after)
    if upto is None:
        return 0, None
    sql = _EMPTY_NEXT.format(
        table=table.name, key=table.key, whose=whose(table, has_marks=bool(marks)), full=full(table),
        emptied=", ".join(f'"{column}" = {value}' for column, value in table.erased.items()),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, {**parameters(customer_id=customer_id, marks=marks), "after": after, "upto": upto})
        return int(cursor.rowcount), upto


def find_next(table: Table, *, customer_id: int, marks: Sequence[str], after: int) -> tuple[list[int], int | None]:
    """Keys of the customer's among the next rows behind key ``after``, and the last key looked at; None at the end."""
    upto = end_of_window(table, marks=marks, after=after)
    if upto is None:
        return [], None
    sql = _FIND_NEXT.format(table=table.name, key=table.key, whose=whose(table, has_marks=bool(marks)))
    with connection.cursor() as cursor:
        cursor.execute(sql, {**parameters(customer_id=customer_id, marks=marks), "after": after, "upto": upto})
        return [key for (key,) in cursor.fetchall()], upto


def end_of_window(table: Table, *, marks: Sequence[str], after: int) -> int | None:
    """The last key of what is looked at in one go behind ``after``: fewer rows, the more words are looked for."""
    rows = max(LEAST_LOOKED_AT, min(MOST_LOOKED_AT, LOOKS_AT_ONCE // max(1, len(marks))))
    with connection.cursor() as cursor:
        cursor.execute(_WINDOW.format(table=table.name, key=table.key), {"after": after, "rows": rows})
        last: int | None = cursor.fetchone()[0]
    return last


def full(table: Table, *, kinds: Sequence[str] | None = None) -> str:
    """An SQL condition: something is still to be emptied (in columns of these kinds)."""
    wanted = [
        f't."{column}" IS DISTINCT FROM {value}'
        for column, value in table.erased.items()
        if kinds is None or _kind_of(table, column) in kinds
    ]
    return " OR ".join(wanted) or "FALSE"


def whose(table: Table, *, has_marks: bool) -> str:
    """An SQL condition: the row is the customer's, by key or because it names them."""
    parts = [f"({reach(table.of)})"] if table.of else []
    if has_marks and table.is_searched:
        parts.append(naming(table))
    return " OR ".join(parts) or "FALSE"


def parameters(*, customer_id: int, marks: Sequence[str], most: int = 0) -> dict[str, Any]:
    return {"customer": customer_id, "most": most, **mark_parameters(marks)}


def _kind_of(table: Table, column: str) -> str:
    return next(kind for name, kind in table.kinds.items() if table.column(name) == column)
