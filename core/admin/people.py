"""Who did it, as a name: rows keep the label of an actor, lists and pages show whom it belongs to."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Model
from django.http import HttpRequest

from core.selectors.people import actor_names

# Where a row of a list keeps the names that were fetched for the whole list.
_NAMES = "_actor_names"


class NamesPeople:
    """An admin whose list fetches the names behind the labels in ``label_columns`` at once, not row by row."""

    label_columns: ClassVar[Sequence[str]] = ()

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)  # type: ignore[misc]
        rows = list(page.result_list)
        _name_people(rows, self.label_columns)
        page.result_list = rows
        return page


class NamesPeopleInRows:
    """The same for the rows of an inline."""

    label_columns: ClassVar[Sequence[str]] = ()

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        columns = self.label_columns

        class NamedRows(super().get_formset(request, obj, **kwargs)):  # type: ignore[misc]
            def get_queryset(self) -> Any:
                rows = super().get_queryset()
                # Asked for once a row; the first time reads the page's rows, which the form set keeps.
                if not any(hasattr(row, _NAMES) for row in rows):
                    _name_people(rows, columns)
                return rows

        return NamedRows


def _name_people(rows: Iterable[Model], columns: Sequence[str]) -> None:
    labels = {getattr(row, column) for row in rows for column in columns}
    names = actor_names(labels - {""})
    for row in rows:
        setattr(row, _NAMES, names)


def person(row: Model, column: str) -> str:
    """The name behind the label in the row's ``column``; empty when there is none."""
    label = getattr(row, column)
    names: Mapping[str, str] = getattr(row, _NAMES, {})
    return (names.get(label) or actor_names([label])[label]) if label else ""
