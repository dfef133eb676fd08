"""Rows as a file has them, made by the database: formulas inert, moments in UTC, amounts without idle zeros."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    DecimalField,
    Field,
    FloatField,
    Func,
    IntegerField,
    Model,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from reports.lists import Column

NUMBERS = (IntegerField, FloatField)


class Inert(Func):
    """Text that a spreadsheet shows and never runs; the rule is the database's function (see the migration)."""

    function = "reports_inert"
    output_field = TextField()


class Trimmed(Func):
    """12.3400 as 12.34."""

    function = "trim_scale"


class Moment(Func):
    """ISO 8601 as it is: a moment in UTC, a day as a day."""

    template = "(to_json(%(expressions)s) #>> '{}')"
    output_field = TextField()


class InUtc(Func):
    """The clock of UTC, whatever zone the session has."""

    template = "(%(expressions)s AT TIME ZONE 'UTC')"
    output_field = TextField()


class Zulu(Func):
    template = "((to_json(%(expressions)s) #>> '{}') || 'Z')"
    output_field = TextField()


class Joined(Func):
    function = "array_to_string"
    output_field = TextField()


def filters_alone(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The filters alone: what a list joins or defers for its own page is nothing to a file.

    A list that finds rows twice, or cuts or combines sets, is asked for its keys.
    """
    query = rows.query
    if query.distinct or query.combinator or query.is_sliced or query.group_by is not None:
        model: type[Model] = rows.model
        return model._default_manager.filter(pk__in=rows.order_by().values("pk"))
    return rows.select_related(None).prefetch_related(None)


def raw_rows(rows: QuerySet[Any], columns: Sequence[Column]) -> QuerySet[Any]:
    """The rows by key with the values of ``columns`` as they are in the database."""
    named = {f"x_{number}": column.expression for number, column in enumerate(columns)}
    return filters_alone(rows).order_by("pk").annotate(**named).values_list(*named)


def file_rows(rows: QuerySet[Any], columns: Sequence[Column]) -> QuerySet[Any]:
    """The same, each value in the words of a CSV file."""
    raw = {f"x_{number}": column.expression for number, column in enumerate(columns)}
    known = filters_alone(rows).order_by("pk").annotate(**raw)
    kinds = {name: known.query.annotations[name].output_field for name in raw}
    shaped = {f"y_{name}": _in_words(raw[name], kinds[name]) for name in raw}
    return filters_alone(rows).order_by("pk").annotate(**shaped).values_list(*shaped)


def _in_words(expression: Any, kind: "Field[Any, Any]") -> Any:
    if isinstance(kind, DateTimeField):
        return Zulu(InUtc(expression))
    if isinstance(kind, DateField):
        return Moment(expression)
    if isinstance(kind, DecimalField):
        return Trimmed(expression, output_field=kind)
    if isinstance(kind, NUMBERS):
        return expression
    if isinstance(kind, BooleanField):
        return Cast(expression, TextField())
    if isinstance(kind, ArrayField):
        return Inert(Joined(expression, Value(" ")))
    return Inert(Cast(expression, TextField()))
