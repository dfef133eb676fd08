"""Any list of the office is a report: columns chosen, kept with its filters as a view, downloaded, subscribed to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.selectors import actor_of
from core.admin.base import OmsAdmin
from core.errors import NotPermitted, OmsError
from orders.admin.saved_views import SavedViews, Tab
from reports.exports.choosing import RIGHT, may_have
from reports.lists import EXPORT_LISTS, Column, ExportList
from reports.services.downloading import Download, download_list
from reports.services.requesting import Wish
from reports.statuses import FileFormat

CONTENT_TYPES = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What the address of a list says about the page and not about the rows.
ABOUT_THE_PAGE = (
    "p", "e", "o", "all", "after", "before", "from", "_popup", "_to_field", "_changelist_filters", "_facets",
)  # fmt: skip
_BOX = '<label{}><input type="checkbox" name="columns" value="{}"{}{}> {}{}</label>'
_ALLOWED = (SafeString(""), SafeString(""))
_REFUSED = (SafeString(' class="oms-muted"'), SafeString(" disabled"))
_CHOSEN = SafeString(" checked")


@dataclass(frozen=True)
class Choice:
    """A column as the panel offers it."""

    column: Column
    is_chosen: bool
    is_allowed: bool

    @property
    def box(self) -> SafeString:
        """Its box; written here, since a template takes a tenth of the page's time for all of them."""
        note = " (personal)" if self.column.is_personal else ""
        shade, state = _ALLOWED if self.is_allowed else _REFUSED
        return format_html(
            _BOX, shade, self.column.name, _CHOSEN if self.is_chosen and self.is_allowed else "", state,
            self.column.title, note if self.is_allowed else " (not with your role)",
        )  # fmt: skip


class Reporting:
    """Mixed in before a list's own class; the panel stands above the rows, below what the list has there itself."""

    opts: Any
    admin_site: Any
    has_view_permission: Any
    list_before_template = "desk/list_before.html"
    parts: ClassVar[Mapping[str, str]] = {"file": "desk/list_as_file.html", "views": "desk/list_views.html"}
    own_before: ClassVar[str] = ""
    shows_views: ClassVar[bool] = False

    @property
    def shape(self) -> ExportList:
        return EXPORT_LISTS[self.opts.label_lower]

    @property
    def export_url_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_export"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.export_view))
        return [path("export/", view, name=self.export_url_name), *super().get_urls()]  # type: ignore[misc]

    def view_context(self, request: HttpRequest) -> dict[str, Any]:
        """What the list's page shows of views and files."""
        context: dict[str, Any] = super().view_context(request)  # type: ignore[misc]
        return {
            **context,
            "own_before": self.own_before, "shows_views": self.shows_views,
            "may_export": request.user.has_perm(RIGHT), "export_url": f"admin:{self.export_url_name}",
            "column_choices": partial(self.choices, request, context["saved_views"]),
        }  # fmt: skip

    def choices(self, request: HttpRequest, tabs: Sequence[Tab]) -> list[Choice]:
        """Every column, those of the view that is open (or the usual ones) chosen."""
        actor = actor_of(request.user)
        open_view = next((tab.view for tab in tabs if tab.is_active), None)
        names = open_view.columns if open_view is not None and open_view.columns else self.shape.usual
        return [Choice(column, column.name in names, may_have(column, actor)) for column in self.shape.columns]

    def columns_given(self, given: QueryDict) -> list[str]:
        """Columns by name as they were ticked; none when they are the usual ones, which may change."""
        names = [name for name in given.getlist("columns") if name in self.shape.by_name]
        return [] if names == list(self.shape.usual) else names

    def export_view(self, request: HttpRequest) -> HttpResponse | FileResponse:
        """The file; or the way to where it is being made; or a sentence above the list."""
        wish = Wish(
            list_name=self.shape.name, query=rows_of(request.POST.get("query", "")),
            columns=self.columns_given(request.POST),
        )  # fmt: skip
        is_workbook = request.POST.get("format") == FileFormat.XLSX
        file_format = FileFormat.XLSX if is_workbook else FileFormat.CSV
        try:
            download = download_list(wish=wish, file_format=file_format, user=cast("User", request.user))
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        except OmsError as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(self._list_address(request.POST.get("query", "")))
        if download.file is None:
            messages.success(request, f"The list is large: {download.export} is being written. You get a mail.")
            return HttpResponseRedirect(reverse("desk:exports"))
        return self._file_answer(download, file_format)

    def _file_answer(self, download: Download, file_format: FileFormat) -> FileResponse:
        name = f"{self.shape.file_name}-{timezone.now():%Y%m%d-%H%M%S}.{file_format}"
        answer = FileResponse(
            download.file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[file_format]
        )  # fmt: skip
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _list_address(self, query: str) -> str:
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return f"{address}?{query}" if query else address


def rows_of(query: str) -> str:
    """Of a list's address what decides about its rows. An unknown filter stays, and is refused where rows are read."""
    said = [(name, str(value)) for name, value in QueryDict(query).items() if value]
    return urlencode([(name, value) for name, value in said if name not in ABOUT_THE_PAGE])


def offer_exports() -> None:
    """Give every list that can be a file its panel; called once all lists are registered."""
    for shape in EXPORT_LISTS.values():
        own: Any = type(admin.site.get_model_admin(shape.model))
        admin.site.unregister(shape.model)
        admin.site.register(shape.model, reporting(own))


def reporting(own: type[OmsAdmin]) -> type[OmsAdmin]:
    """The list's class with saved views, columns and files."""
    has_views = issubclass(own, SavedViews)
    parents = (Reporting, own) if has_views else (Reporting, SavedViews, own)
    attributes = {
        "__module__": own.__module__, "__doc__": own.__doc__,
        "own_before": getattr(own, "list_before_template", None) or "", "shows_views": has_views,
        "list_before_template": Reporting.list_before_template,
    }  # fmt: skip
    return type(own.__name__, parents, attributes)
