"""Saved views on top of a list: only what its own filters know is kept or opened."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from accounts.selectors import actor_of
from core.admin.filters import FixedFilter
from core.admin.parts import take_part
from core.errors import NotPermitted, OmsError
from orders.models import SavedView
from orders.selectors.views import views_for
from orders.services.viewing import SHARE, delete_view, rename_view, save_view

COUNTED = 100
SEARCH, ORDER = "q", "o"


@dataclass(frozen=True)
class Tab:
    """One view as the list shows it; ``problem`` says why it cannot be opened."""

    view: SavedView
    problem: str
    is_active: bool
    may_change: bool


class SavedViews:
    """For any list of the office; ``list_before_template`` shows ``saved_views``."""

    opts: Any
    admin_site: Any
    list_filter: Any
    has_view_permission: Any
    get_changelist_instance: Any

    @property
    def list_name(self) -> str:
        return str(self.opts.label_lower)

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("views/save/", wrap(require_POST(self.save_view_view)), name=f"{name}_view_save"),
            path("views/<int:key>/rename/", wrap(require_POST(self.rename_view_view)), name=f"{name}_view_rename"),
            path("views/<int:key>/delete/", wrap(require_POST(self.delete_view_view)), name=f"{name}_view_delete"),
            path("views/counts/", wrap(require_GET(self.counts_view)), name=f"{name}_view_counts"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        take_part(request)
        more = {**self.view_context(request), **(extra_context or {})}
        page: HttpResponse = super().changelist_view(request, more)  # type: ignore[misc]
        return page

    def view_context(self, request: HttpRequest) -> dict[str, Any]:
        """What the list's page shows of views."""
        may_share = request.user.has_perm(SHARE)
        prefix = f"admin:{self.opts.app_label}_{self.opts.model_name}_view_"
        urls = {name: f"{prefix}{name}" for name in ("save", "rename", "delete", "counts")}
        return {"view_urls": urls, "saved_views": self.tabs(request, may_share=may_share), "may_share_views": may_share,
                "roles": request.user.groups.all() if may_share else ()}  # fmt: skip

    def tabs(self, request: HttpRequest, *, may_share: bool) -> list[Tab]:
        user_id = int(request.user.pk or 0)
        asked = QueryDict(request.GET.urlencode()).dict()
        return [
            Tab(
                view, self.problem_of(view.query), asked == QueryDict(view.query).dict(),
                view.owner_id == user_id or may_share,
            )
            for view in views_for(user_id=user_id, list_name=self.list_name)
        ]  # fmt: skip

    def problem_of(self, query: str) -> str:
        """Which filter or value of ``query`` the list does not know; empty when it knows all."""
        if problem := self.value_problem_of(query):
            return problem
        fixed = self._fixed()
        for name, value in QueryDict(query).items():
            if name not in fixed and name not in {SEARCH, ORDER} and not self._is_of_column(name, str(value)):
                return f"the filter “{name}” does not exist any more"
        return ""

    def value_problem_of(self, query: str) -> str:
        """Which of the list's own filters does not know its value, and so would leave everything; empty when none."""
        fixed = self._fixed()
        for name, value in QueryDict(query).items():
            values = fixed.get(name)
            if values is not None and value not in values:
                return f"the filter “{name}” has no value “{value}” any more"
        return ""

    def _fixed(self) -> Mapping[str, set[str] | None]:
        """The list's own filters by parameter, with their values where those are written down."""
        found: dict[str, set[str] | None] = {}
        for each in self.list_filter:
            if isinstance(each, type):
                values = {value for value, _ in each.values} if issubclass(each, FixedFilter) else None
                found[str(each.parameter_name)] = values  # type: ignore[attr-defined]
        return found

    def _is_of_column(self, name: str, value: str) -> bool:
        """The filters Django makes of a column: equal to a key, or yes and no; and the rows of one other record."""
        columns = {each for each in self.list_filter if isinstance(each, str)}
        keys = {column.name for column in self.opts.concrete_fields if column.many_to_one}
        column, _, rest = name.partition("__")
        is_known = (column in columns and rest == "exact") or (column in columns | keys and rest == "id__exact")
        return is_known and value.isdecimal()

    def save_view_view(self, request: HttpRequest) -> HttpResponse:
        given = request.POST
        query = self._kept(given.get("query", ""))
        audience = given.get("audience", "")
        role = int(audience) if audience.isdecimal() and request.user.groups.filter(pk=audience).exists() else None
        return self._answer(request, query, lambda: save_view(
            list_name=self.list_name, name=given.get("name", ""), query=query, actor=actor_of(request.user),
            is_shared=role is not None or audience == "all", role_id=role, is_counted="is_counted" in given,
            columns=self.columns_given(given),
        ), "The view is kept.")  # fmt: skip

    def columns_given(self, given: QueryDict) -> Sequence[str]:
        """What a file of the view is to hold; a list without files keeps none."""
        return ()

    def rename_view_view(self, request: HttpRequest, key: int) -> HttpResponse:
        name = request.POST.get("name", "")
        actor = actor_of(request.user)
        return self._answer(request, "", lambda: rename_view(view_id=key, name=name, actor=actor), "Renamed.")

    def delete_view_view(self, request: HttpRequest, key: int) -> HttpResponse:
        return self._answer(request, "", lambda: delete_view(view_id=key, actor=actor_of(request.user)), "Deleted.")

    def counts_view(self, request: HttpRequest) -> JsonResponse:
        """How many rows the counted views have, up to a hundred each; asked for when the list is already shown."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        tabs = self.tabs(request, may_share=False)
        return JsonResponse(
            {str(tab.view.pk): self._count(request, tab.view.query) for tab in tabs
             if tab.view.is_counted and not tab.problem}
        )  # fmt: skip

    def _count(self, request: HttpRequest, query: str) -> str:
        asked = copy.copy(request)
        asked.GET = QueryDict(query)  # type: ignore[misc, assignment]
        try:
            rows = self.get_changelist_instance(asked).get_queryset(asked)
        except (IncorrectLookupParameters, PermissionDenied):
            return "?"
        count = len(rows.order_by().values_list("pk", flat=True)[:COUNTED])
        return f"{COUNTED - 1}+" if count == COUNTED else str(count)

    def _kept(self, query: str) -> str:
        """Of what stood in the address only what the list knows."""
        asked = {name: str(value) for name, value in QueryDict(query).items() if value}
        known = {name: value for name, value in asked.items() if not self.problem_of(urlencode({name: value}))}
        return urlencode(known)

    def _answer(self, request: HttpRequest, query: str, act: Any, done: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            act()
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        except OmsError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, done)
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return HttpResponseRedirect(f"{address}?{query}" if query else address)
