"""Whose returns somebody sees in the office: who only takes boxes in those of their warehouses, all others all."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.models import User
from fulfillment.selectors.access import warehouses_of

Row = TypeVar("Row", bound=Model)
DECIDES, TAKES_IN = "returns.approve_return", "returns.receive_return"


def of_own_houses(rows: QuerySet[Row], request: HttpRequest, *, warehouse: str = "warehouse") -> QuerySet[Row]:
    """The rows of the user's warehouses, by the name of the column; all of them for whoever decides or only looks."""
    user = request.user
    assert isinstance(user, User)
    if user.has_perm(DECIDES) or not user.has_perm(TAKES_IN):
        return rows
    own: dict[str, Any] = {f"{warehouse}__in": warehouses_of(user)}
    return rows.filter(**own)
