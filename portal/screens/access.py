"""The door of the customer's pages: the link opens it, nothing else does."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from core.errors import NotFound
from core.links.errors import LinkExpired, LinkRevoked
from core.links.services import open_link
from orders.models import Order
from portal.limits import GUESSING, READING, WRITING, count, is_reached
from portal.selectors.page import order_of_link
from portal.texts import words_for

PURPOSES = ("order",)
View = Callable[..., HttpResponse]


def for_holder(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Open the link and hand its order to ``view(request, order, token)``; answer clearly when it does not open.

    Without a cookie there is nothing a foreign page could ride on: only the address, which is the
    secret, proves anything. So these forms need no CSRF token (and send no referrer to check).
    """

    @csrf_exempt
    @wraps(view)
    def run(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        return _close_doors(_open(view, request, token, **more))

    return run


def _open(view: View, request: HttpRequest, token: str, **more: Any) -> HttpResponse:
    limit = WRITING if request.method == "POST" else READING
    if is_reached(GUESSING, request) or count(limit, request) > limit.most:
        return problem(request, "slow", 429)
    try:
        link = open_link(token=token, purposes=PURPOSES)
    except (LinkExpired, LinkRevoked):
        return problem(request, "gone", 410)
    except NotFound:
        count(GUESSING, request)
        return problem(request, "missing", 404)
    order: Order | None = order_of_link(link.order_id)
    if order is None:
        return problem(request, "missing", 404)
    return view(request, order, token, **more)


def problem(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    """A page that says what is wrong, in the browser's language."""
    wishes = request.headers.get("Accept-Language", "").split(",")
    words = words_for(*(wish.partition(";")[0].strip() for wish in wishes))
    context = {"t": words.table, "lang": words.language, "title": words(f"{kind}_title"), "text": words(f"{kind}_text")}
    response = render(request, "portal/problem.html", context, status=status)
    if status == 429:
        response["Retry-After"] = "60"
    return response


def _close_doors(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
