"""Parts of a list's page that are fetched when they are first looked at; together they are a third of the page.

A part is asked for at the list's own address with ``_part=<name>``; the rest of the address says what list it belongs
to, so that filters stand as they are set.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.response import TemplateResponse

ASKED = "_part"
FILTERS = "filters"
TEMPLATES: Mapping[str, str] = {FILTERS: "admin/list_filters.html"}


def take_part(request: HttpRequest) -> str:
    """The part that is asked for, empty for the page; from here on the address is that of the page."""
    if ASKED in request.GET:
        query = request.GET.copy()
        request.list_part = query.pop(ASKED)[-1]  # type: ignore[attr-defined]
        request.GET = query  # type: ignore[assignment]
    return str(getattr(request, "list_part", ""))


def parts_address(request: HttpRequest) -> str:
    """Where the parts of the page are; the part's name is to follow."""
    query = request.GET.urlencode()
    return f"{request.path}?{query}{'&' if query else ''}{ASKED}="


def answer_with(part: str, admin: Any, request: HttpRequest, context: Mapping[str, Any]) -> HttpResponse:
    """The part alone."""
    if not admin.has_view_or_change_permission(request):
        raise PermissionDenied
    template = {**TEMPLATES, **admin.parts}.get(part)
    if template is None:
        return HttpResponseBadRequest(f"The list has no part “{part}”. Open the list anew.")
    if part != FILTERS:
        return TemplateResponse(request, template, dict(context))
    try:
        shown = admin.get_changelist_instance(request)
    except IncorrectLookupParameters:
        return HttpResponseBadRequest("The address has a filter that this list does not know. Open the list anew.")
    return TemplateResponse(request, template, {**context, "cl": shown})
