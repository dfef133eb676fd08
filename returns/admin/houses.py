"""Whose returns somebody sees in the office: the floor's people those of their warehouses, the office all."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.models import User
from fulfillment.selectors.access import warehouses_of

Row = TypeVar("Row", bound=Model)
OFFICE = "orders.change_order"


def of_own_houses(rows: QuerySet[Row], request: HttpRequest, *, warehouse: str = "warehouse") -> QuerySet[Row]:
    """The rows of the user's warehouses, by the name of the column; all of them for the office."""
    user = request.user
    assert isinstance(user, User)
    if user.has_perm(OFFICE):
        return rows
    own: dict[str, Any] = {f"{warehouse}__in": warehouses_of(user)}
    return rows.filter(**own)
