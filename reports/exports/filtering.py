"""A list with its filters and search, exactly as its page in the office would show it to this person."""

from http import HTTPMethod
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from accounts.models import User
from core.errors import InvalidInput, NotPermitted
from orders.admin.saved_views import SavedViews
from reports.lists import ExportList


def filtered(shape: ExportList, query: str, user: User) -> QuerySet[Any]:
    """The rows that ``query`` (the part of the address behind “?”) leaves of the list for ``user``.

    The list's own admin applies filters, search and the rules of who sees what; what trainees practice on is left out.
    Raises NotPermitted, and InvalidInput
    when a filter does not exist any more: without it the file would hold everything.
    """
    page: Any = admin.site.get_model_admin(shape.model)
    request = request_of(user, query)
    if not page.has_view_permission(request):
        raise NotPermitted(f"{user.get_username()} may not see this list. Ask a lead for the right.", right=shape.right)
    if isinstance(page, SavedViews) and (problem := page.value_problem_of(query)):
        raise InvalidInput(f"The list cannot be filtered as it was: {problem}. Save the view anew.", field="query")
    try:
        rows: QuerySet[Any] = page.get_changelist_instance(request).get_queryset(request)
    except PermissionDenied as error:
        raise NotPermitted("Your role may not read the report behind this list. Ask a lead.", right="") from error
    except (IncorrectLookupParameters, SuspiciousOperation) as error:
        raise InvalidInput("The list cannot be filtered like this. Choose the filters anew.", field="query") from error
    return rows.exclude(**{shape.practice: True}) if shape.practice else rows


def request_of(user: User, query: str) -> HttpRequest:
    """What the list's page reads of a request: who asks, and for what."""
    request = HttpRequest()
    request.method = HTTPMethod.GET
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "QUERY_STRING": query}
    request.GET = QueryDict(query)  # type: ignore[misc, assignment]
    request.user = user
    # A page that warns its reader finds somewhere to say so; nobody reads it here.
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def rows_up_to(rows: QuerySet[Any], most: int) -> int:
    """How many rows there are, counted no further than one more than ``most``."""
    return rows.order_by().values("pk")[: most + 1].count()
