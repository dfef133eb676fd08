"""Whose rows of the floor somebody sees in the office: who works on a floor those of their own, the office all."""

from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.models import User
from fulfillment.selectors.access import sees_all_houses, warehouses_of


class OfOwnHouses:
    """Mixed in before the admin's own class; ``houses`` lead from a row to its warehouse, whichever is there."""

    houses: ClassVar[tuple[str, ...]] = ("warehouse",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        user = request.user
        assert isinstance(user, User)
        if sees_all_houses(user):
            return rows
        own = [Q(**{f"{house}__in": warehouses_of(user)}) for house in self.houses]
        return rows.filter(reduce(or_, own))
