"""Lists of work as figures: how many rows a list of the office has for this user, and how long the first one waits.

The rows are the list's own: its queryset, which leaves out what the user may not see, and its filters. So a figure and
the list it leads to never differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Count, DateTimeField, F, Min, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpRequest

from desk.navigation import address_of
from orders.admin.filters import ShownUnless

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class WorkList:
    """A list that somebody should empty.

    ``address`` is a changelist's name with its query. ``since`` names the column that tells how long a row waits,
    ``until`` the one that tells its limit; at most one of them.
    """

    name: str
    address: str
    since: str = ""
    until: str = ""
    tone: str = ""
    right: str = ""
    note: str = ""


@dataclass(frozen=True)
class Counted:
    """A list with what it holds now: ``first`` is the oldest wait, or the nearest limit."""

    of: WorkList
    url: str
    rows: int
    first: datetime | None


def count_lists(lists: Iterable[WorkList], request: HttpRequest) -> list[Counted]:
    """Those of the lists that the user may see, in their order, each once. One query."""
    chosen = {each.address: each for each in lists if may_see(each, request)}
    if not chosen:
        return []
    first, *others = (_summed(each, request) for each in chosen.values())
    found = {row["address"]: row for row in first.union(*others, all=True)}
    return [
        Counted(each, address_of(address), found[address]["rows"], found[address]["first"])
        for address, each in chosen.items()
    ]


def may_see(work: WorkList, request: HttpRequest) -> bool:
    """Whether the list opens for the user, and is about the user's own work."""
    model_admin = _admins().get(work.address.partition("?")[0])
    if model_admin is None or not model_admin.has_view_permission(request):
        return False
    return not work.right or request.user.has_perm(work.right)


def rows_behind(address: str, request: HttpRequest) -> QuerySet[Any]:
    """The rows that the list at ``address`` has for the user."""
    page, _, query = address.partition("?")
    model_admin = _admins()[page]
    params = parse_qs(query)
    rows: QuerySet[Any] = model_admin.get_queryset(request)
    for kind in model_admin.get_list_filter(request):
        if not (isinstance(kind, type) and issubclass(kind, SimpleListFilter)):
            continue
        name = kind.parameter_name or ""
        asked = params.pop(name, None)
        if asked is not None or issubclass(kind, ShownUnless):
            given = {name: asked} if asked is not None else {}
            found = kind(request, given, model_admin.model, model_admin).queryset(request, rows)
            rows = rows if found is None else found
    return rows.filter(**{key: _value(key, values[-1]) for key, values in params.items()})


def _summed(work: WorkList, request: HttpRequest) -> QuerySet[Any, Any]:
    column = work.since or work.until
    # A sum in both cases: what is none would group the rows, and no rows would be no group.
    moment = Cast(F(column) if column else Value(None), DateTimeField())
    rows = rows_behind(work.address, request).order_by().values(address=Value(work.address))
    return rows.annotate(rows=Count("pk"), first=Min(moment))


def _value(key: str, value: str) -> Any:
    if key.endswith("__in"):
        return value.split(",")
    if key.endswith("__isnull"):
        return value not in ("0", "False", "false")
    return value == "1" if key.endswith("__exact") and value in "01" else value


def _admins() -> Mapping[str, Any]:
    return {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist": model_admin
        for model, model_admin in admin.site._registry.items()
    }


def clock_text(counted: Counted, *, now: datetime) -> str:
    """How long the first row waits, or how long it still may; empty when there is none or it has no clock."""
    if counted.first is None or not counted.rows:
        return ""
    if counted.of.since:
        return f"oldest waits {span(now - counted.first)}"
    if counted.first <= now:
        return f"first over by {span(now - counted.first)}"
    return f"first in {span(counted.first - now)}"


def span(length: timedelta) -> str:
    """A time in the two units that matter."""
    for unit, name, rest, rest_name in ((DAY, "d", HOUR, "h"), (HOUR, "h", MINUTE, "min")):
        if length >= unit:
            more = (length % unit) // rest
            return f"{length // unit} {name}" + (f" {more} {rest_name}" if more else "")
    return f"{max(length // MINUTE, 1)} min"
