"""Where a page of a list begins: at a row, not at a count of rows. No page is further away than any other."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q, QuerySet

LONGEST = 400


@dataclass(frozen=True, slots=True)
class Order:
    """One column a list is sorted by, then the key; ``field`` is the key itself for most lists."""

    field: "models.Field[Any, Any]"
    descends: bool

    @property
    def is_key(self) -> bool:
        return self.field.primary_key

    @property
    def names(self) -> list[str]:
        sign = "-" if self.descends else ""
        return [f"{sign}pk"] if self.is_key else [f"{sign}{self.field.attname}", f"{sign}pk"]

    def reversed(self) -> "Order":
        return replace(self, descends=not self.descends)

    def place_of(self, row: models.Model) -> "Place":
        return Place(getattr(row, self.field.attname), row.pk)


@dataclass(frozen=True, slots=True)
class Place:
    """A row's value in the sorted column, and its key."""

    value: Any
    key: Any

    def token(self) -> str:
        """For an address; nothing secret, nothing to trust."""
        text = json.dumps([self.value, self.key], cls=DjangoJSONEncoder, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_from(token: str, order: Order) -> Place | None:
    """The place a token names; None for one that this list, sorted like this, did not give."""
    if not token or len(token) > LONGEST:
        return None
    try:
        value, key = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        pk = order.field.model._meta.pk
        place = Place(None if value is None else order.field.to_python(value), pk.to_python(key))
    except (ValueError, TypeError, OverflowError, binascii.Error, ValidationError):
        return None
    return place if place.key is not None and _is_sound(place.value) and _is_sound(place.key) else None


def _is_sound(value: Any) -> bool:
    """Whether the database can be asked with it."""
    if isinstance(value, datetime):
        return value.tzinfo is not None
    return not (isinstance(value, str) and "\x00" in value)


def rows_after(rows: QuerySet[Any], place: Place | None, *, order: Order, most: int) -> list[Any]:
    """At most ``most`` rows behind the place, or from the beginning; one query, two where rows without a value begin.

    Each is a range of the index the order stands on: what is before the place is not read.
    """
    sorted_rows = rows.order_by(*order.names)
    if place is None:
        return list(sorted_rows[:most])
    found: list[Any] = []
    for condition in _ranges(place, order):
        found += sorted_rows.filter(condition)[: most - len(found)]
        if len(found) >= most:
            break
    return found


def rows_from(rows: QuerySet[Any], key: Any, *, order: Order, most: int) -> list[Any]:
    """Rows from this key on, the row itself first; for lists sorted by their key."""
    return list(rows.order_by(*order.names).filter(**{f"pk__{'lte' if order.descends else 'gte'}": key})[:most])


def _ranges(place: Place, order: Order) -> Sequence[Q]:
    """Conditions for what follows, in order. PostgreSQL sorts rows without a value last, or first when it descends."""
    beyond, least = ("lt", "lte") if order.descends else ("gt", "gte")
    next_key = Q(**{f"pk__{beyond}": place.key})
    if order.is_key:
        return [next_key]
    name = order.field.attname
    is_empty = Q(**{f"{name}__isnull": True})
    if place.value is None:
        rest = [~is_empty] if order.descends else []
        return [is_empty & next_key, *rest]
    # The bound first: it is what the index is entered by.
    here = Q(**{f"{name}__{least}": place.value}) & (Q(**{f"{name}__{beyond}": place.value}) | next_key)
    return [here, is_empty] if order.field.null and not order.descends else [here]
