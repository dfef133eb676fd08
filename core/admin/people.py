"""Who did it, as a name: rows keep the label of an actor, lists and pages show whom it belongs to."""

from collections.abc import Mapping, Sequence
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
        labels = {getattr(row, column) for row in rows for column in self.label_columns}
        names = actor_names(labels - {""})
        for row in rows:
            setattr(row, _NAMES, names)
        page.result_list = rows
        return page


def person(row: Model, column: str) -> str:
    """The name behind the label in the row's ``column``; empty when there is none."""
    label = getattr(row, column)
    names: Mapping[str, str] = getattr(row, _NAMES, {})
    return (names.get(label) or actor_names([label])[label]) if label else ""
