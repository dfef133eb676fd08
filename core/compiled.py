"""A query that is asked all day: Django writes its SQL once a process, and from then on it is only asked.

To write the statement of a table with a hundred columns takes five times as long as to have it answered.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import RelatedPopulator, get_related_populators  # type: ignore[attr-defined]
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=Model)
# Stands where the key will; no row has it, and no other number of a statement is like it.
PLACE = -724_631_890


class Statement(NamedTuple):
    """What Django works out from a query before it asks, and after, for each row."""

    sql: str
    params: Sequence[Any]
    places: Sequence[int]
    columns: Sequence[str]
    model_at: slice
    converters: Mapping[int, tuple[Sequence[Callable[..., Any]], Any]]
    related: Sequence[RelatedPopulator]


class Compiled(Generic[M]):
    """Rows of a query by one key, as the query itself would give them: locked, converted, with what it selects beside.

    ``build`` is given what stands for the key and returns the query; nothing else of it may change from call to call.
    """

    def __init__(self, build: Callable[[int], QuerySet[M]]) -> None:
        self._build = build

    def __call__(self, key: int | str) -> list[M]:
        """The rows of ``key``. Raises TransactionManagementError where a lock is asked for outside a transaction."""
        connection = connections[self._query.db]
        if self._query.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        with connection.cursor() as cursor:
            params = list(self._statement.params)
            for place in self._statement.places:
                params[place] = key
            cursor.execute(self._statement.sql, params)
            rows = cursor.fetchall()
        return list(self._made_of(rows, connection))

    def _made_of(self, rows: Sequence[tuple[Any, ...]], connection: BaseDatabaseWrapper) -> Iterator[M]:
        statement, model = self._statement, self._query.model
        for found in rows:
            row = list(found)
            for place, (converters, expression) in statement.converters.items():
                for convert in converters:
                    row[place] = convert(row[place], expression, connection)
            made = model.from_db(connection.alias, statement.columns, row[statement.model_at])
            for populator in statement.related:
                populator.populate(row, made)
            yield made

    @cached_property
    def _query(self) -> QuerySet[M]:
        return self._build(PLACE)

    @cached_property
    def _statement(self) -> Statement:
        compiler = self._query.query.get_compiler(using=self._query.db)
        sql, params = compiler.as_sql()
        # A column of text is asked for the key as text.
        places = [at for at, one in enumerate(params) if one in (PLACE, str(PLACE))]
        if not places:
            raise ValueError("The query does not ask for its key.")
        start, *_, last = compiler.klass_info["select_fields"]
        model_at = slice(start, last + 1)
        return Statement(
            sql, params, places,
            columns=[column.target.attname for column, *_ in compiler.select[model_at]],
            model_at=model_at,
            converters=compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]]),
            # The stubs are of a later Django, where it takes one more.
            related=get_related_populators(compiler.klass_info, compiler.select, self._query.db),  # type: ignore[call-arg]
        )  # fmt: skip
