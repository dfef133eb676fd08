"""Empty what is known of one customer, table by table, few rows at a time."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models

from core.privacy.registry import marks, reach, tables
from core.privacy.tables import Table

# A shorter word stands in rows of others by chance.
SHORTEST_MARK = 6
# Whose rows lead to the others: emptied when nothing needs them any more.
LAST = "customers.customer"

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
    if has_marks:
        parts += [f"{_as_text(table, name)} ILIKE ANY(%(marks)s)" for name in table.named]
    return " OR ".join(parts) or "FALSE"


def parameters(*, customer_id: int, marks: Sequence[str], most: int = 0) -> dict[str, Any]:
    return {"customer": customer_id, "marks": [f"%{_plain(word)}%" for word in marks], "most": most}


def _kind_of(table: Table, column: str) -> str:
    return next(kind for name, kind in table.kinds.items() if table.column(name) == column)


def _as_text(table: Table, name: str) -> str:
    column = f't."{table.column(name)}"'
    return f"encode({column}, 'escape')" if isinstance(table.field(name), models.BinaryField) else f"{column}::text"


def _plain(word: str) -> str:
    """The word as LIKE takes it literally."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
