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
    if sees_all_houses(request):
        return rows
    own: dict[str, Any] = {f"{warehouse}__in": warehouses_of(_user(request))}
    return rows.filter(**own)


def sees_all_houses(request: HttpRequest) -> bool:
    """Whether the user decides or only looks."""
    user = _user(request)
    return user.has_perm(DECIDES) or not user.has_perm(TAKES_IN)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
