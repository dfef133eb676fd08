"""Many rows at once: PostgreSQL's COPY for Django models."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """``count`` fresh primary keys of the model, in one statement."""
    table, column = model._meta.db_table, model._meta.pk.column if model._meta.pk else "id"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, count]
        )
        return [row[0] for row in cursor.fetchall()]


def copy_instances(model: type[models.Model], instances: Sequence[models.Model]) -> None:
    """Write unsaved instances, whose keys are reserved, with one COPY.

    A column whose value is left to the database is left out, so either all instances give it or none.
    """
    if not instances:
        return
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(getattr(instances[0], field.attname), DatabaseDefault)
    ]
    converters = [(field.attname, _converter(field)) for field in fields]
    copy_rows(
        model._meta.db_table,
        [str(field.column) for field in fields],
        ([convert(getattr(instance, name)) for name, convert in converters] for instance in instances),
    )


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY plain values into the named columns of a table."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _converter(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    if isinstance(field, models.JSONField):
        return json.dumps
    if isinstance(field, ArrayField):
        return list
    if isinstance(field, models.CharField | models.TextField):
        return lambda value: value if value is None else str(value)
    return lambda value: value
