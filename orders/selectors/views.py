"""Saved views as somebody sees them."""

from collections.abc import Sequence
from functools import cache

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from core.compiled import Compiled
from orders.models import SavedView

MOST = 30
Membership = get_user_model().groups.through


def views_for(*, user_id: int, list_name: str) -> Sequence[SavedView]:
    """The house's, the person's own, and what is shared with one of their roles; at most thirty, one query."""
    return _of_list(list_name)(user_id)


@cache
def _of_list(list_name: str) -> Compiled[SavedView]:
    return Compiled(lambda user_id: visible(user_id).filter(list_name=list_name).order_by("position", "pk")[:MOST])


def visible(user_id: int) -> QuerySet[SavedView]:
    """What this person may open."""
    mine = Q(role__in=Membership.objects.filter(user_id=user_id).values("group_id"))
    return SavedView.objects.filter(Q(owner_id=user_id) | Q(is_shared=True) & (Q(role=None) | mine))
