"""What a list may be sorted by: its key, and columns that an index leads to."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from core.admin.keyset.cursor import Order

_THE_KEY = ("pk", "-pk", "id", "-id")


@cache
def sorted_by_index(model: type[models.Model]) -> frozenset[str]:
    """Names of columns that a B-tree over every row of the table begins with, the key among them."""
    opts = model._meta
    fields: list[Any] = list(opts.concrete_fields)
    found = {field.name for field in fields if field.primary_key or field.unique or field.db_index}
    indexes: list[Any] = [index for index in opts.indexes if type(index) is models.Index]
    indexes += [one for one in opts.constraints if isinstance(one, models.UniqueConstraint)]
    whole = [index for index in indexes if index.condition is None and index.fields]
    return frozenset(found | {index.fields[0].removeprefix("-") for index in whole})


def order_of(model: type[models.Model], ordering: Iterable[Any]) -> Order | None:
    """The column of an ordering, when it is the table's own and an index leads to it; behind it only the key."""
    first, *rest = [*ordering] or [None]
    if not isinstance(first, str) or any(one not in _THE_KEY for one in rest):
        return None
    name = first.removeprefix("-")
    try:
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if not isinstance(field, models.Field) or field.name not in sorted_by_index(model) or field.is_relation:
        return None
    return Order(field, descends=first.startswith("-"))
