"""Filters that never read the whole table: their choices are written down."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter


class FixedFilter(DropdownFilter):
    """One column, equal to one of ``values``; the choices cost no query."""

    column: ClassVar[str] = ""
    values: ClassVar[Sequence[tuple[str, str]]] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        return self.values

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(**{self.column: value}) if value else queryset


def fixed_filter(column: str, title: str, values: Sequence[tuple[str, str]]) -> type[FixedFilter]:
    """A filter on ``column`` by the given values."""
    attributes = {"column": column, "title": title, "parameter_name": column, "values": tuple(values)}
    return type(f"{column.title()}Filter", (FixedFilter,), attributes)


class EmptyFilter(DropdownFilter):
    """Is a column empty or not: for “open” and “closed” rows."""

    column: ClassVar[str] = ""
    empty_label: ClassVar[str] = "Open"
    filled_label: ClassVar[str] = "Closed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        return (("empty", self.empty_label), ("filled", self.filled_label))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "empty":
            return queryset.filter(**{f"{self.column}__isnull": True})
        if self.value() == "filled":
            return queryset.filter(**{f"{self.column}__isnull": False})
        return queryset


def empty_filter(column: str, title: str, empty: str, filled: str) -> type[EmptyFilter]:
    """A filter that asks whether ``column`` is empty."""
    attributes = {
        "column": column, "title": title, "parameter_name": f"has_{column}",
        "empty_label": empty, "filled_label": filled,
    }  # fmt: skip
    return type(f"{column.title()}EmptyFilter", (EmptyFilter,), attributes)
