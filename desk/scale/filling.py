"""Fill a table from a query: columns that are not named get what an empty row of the model has."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, models


def fill(model: type[models.Model], source: str, **given: str) -> int:
    """How many rows were written; ``given`` is SQL by column over ``source``, the rest of a SELECT from FROM on."""
    blank, table = model(), model._meta.db_table
    left = {str(field.column): field for field in model._meta.concrete_fields if field.column not in given}
    rest: dict[str, Any] = {}
    for column, field in left.items():
        if field.primary_key or field.has_db_default():
            continue
        value = field.get_db_prep_save(getattr(blank, field.attname), connection)
        if value is not None:
            rest[column] = value
    names = ", ".join(f'"{column}"' for column in (*given, *rest))
    values = ", ".join((*(f"{value}" for value in given.values()), *("%s" for _ in rest)))
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {values} {source}', list(rest.values()))
        return int(cursor.rowcount)


def run(sql: str, **values: Any) -> None:
    """One statement with parameters by name."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def rows_of(columns: Mapping[str, str]) -> str:
    """SQL for rows given as one parameter for each column, a list; ``columns`` are types by name."""
    arrays = ", ".join(f"%({name})s::{kind}[]" for name, kind in columns.items())
    return f"unnest({arrays}) AS given ({', '.join(columns)})"


def chance(seed: int, purpose: int, number: str, outof: int | str) -> str:
    """SQL, in a statement with parameters, for a number below ``outof``.

    It is the same for the same seed, purpose and row, whatever the chunks are.
    """
    return f"((hashint8extended({number}, {seed * 1000 + purpose}) & 4611686018427387903) %% {outof})"


def one_of(names: tuple[str, ...], index: str) -> str:
    """SQL for the name at an index."""
    quoted = ", ".join("'" + name.replace("'", "''").replace("%", "%%") + "'" for name in names)
    return f"(ARRAY[{quoted}])[1 + {index}]"
