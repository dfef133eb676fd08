"""The admin's own doors: for every model its list and pages, adding, saving, deleting, moves, actions, files."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst

from core.admin.moves import may_move
from core.admin.moves_admin import MovesAdmin
from desk.admin.reporting import Reporting
from desk.doors.people import Person
from desk.doors.rows import Row
from orders.admin.saved_views import SavedViews
from reports.exports.choosing import RIGHT

VIEWS = {
    "save POST": "keep a view of one's own", "rename POST": "rename one's own view",
    "delete POST": "delete one's own view", "counts": "how many rows counted views have",
}  # fmt: skip
Asked = Callable[[HttpRequest], bool]


def office_rows(people: tuple[Person, ...]) -> Iterator[Row]:
    """Every door of every model the admin shows, by app, then by name."""
    requests = {person.code: person.request() for person in people}
    shown = sorted(admin.site._registry.items(), key=lambda each: each[0]._meta.label_lower)
    for model, page in shown:
        area = f"Office: {apps.get_app_config(model._meta.app_label).verbose_name}"
        name = capfirst(str(model._meta.verbose_name_plural))
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for key, words, asked in doors_of(page):
            able = frozenset(code for code, request in requests.items() if asked(request))
            yield Row(area=area, key=f"{base}_{key}", words=f"{name}: {words}", open_to=able)


def doors_of(page: Any) -> Iterator[tuple[str, str, Asked]]:
    """(end of the address, what it is, whether somebody may) of one model's admin."""
    yield "changelist", "list and pages", page.has_view_permission
    yield "add", "add", page.has_add_permission
    yield "change POST", "save", page.has_change_permission
    yield "delete", "delete", page.has_delete_permission
    if isinstance(page, MovesAdmin):
        yield from _moves(page)
    yield from _actions(page)
    if isinstance(page, SavedViews):
        for end, words in VIEWS.items():
            yield f"view_{end}", words, page.has_view_permission
    if isinstance(page, Reporting):
        yield "export POST", "the list as a file", partial(_may_export, page)
    elif hasattr(page, "has_export_permission"):
        yield "export", "export a file", page.has_export_permission
    if hasattr(page, "has_import_permission"):
        yield "import", "import a file", page.has_import_permission


def _may_export(page: Reporting, request: HttpRequest) -> bool:
    return request.user.has_perms((RIGHT, page.shape.right))


def _moves(page: MovesAdmin) -> Iterator[tuple[str, str, Asked]]:
    for name, move in page.moves.items():

        def asked(request: HttpRequest, name: str = name, move: Any = move) -> bool:
            return bool(page.has_view_permission(request) and may_move(request, page.model, name, move))

        yield f"move {name}", f"“{move.label.rstrip('…')}”", asked


def _actions(page: Any) -> Iterator[tuple[str, str, Asked]]:
    for _, name, words in page._get_base_actions():
        if name == "delete_selected":
            continue

        def asked(request: HttpRequest, name: str = name) -> bool:
            return bool(page.has_view_permission(request) and name in page.get_actions(request))

        yield f"action {name}", f"many at once, “{str(words).rstrip('…')}”", asked
