"""The door of the customer's pages: the link opens it, nothing else does."""

from collections.abc import Callable, Collection
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from core.errors import NotFound
from core.links.errors import LinkErased, LinkExpired, LinkRevoked
from core.links.services import open_link
from orders.models import Order
from portal.languages import asked_language, browser_languages, query_of
from portal.limits import GUESSING, READING, WRITING, count, is_reached
from portal.selectors.page import order_of_link
from portal.texts import NAMES, words_for

PURPOSES = ("order",)
# What a link made for rating opens besides: nothing but the rating.
RATING_PURPOSES = ("order", "feedback")
View = Callable[..., HttpResponse]
# From these a new link may be asked for.
FINDABLE = ("expired", "revoked", "missing")


def for_holder(view: View | None = None, *, purposes: Collection[str] = PURPOSES) -> Callable[..., Any]:
    """Open the link and hand its order to ``view(request, order, token)``; answer clearly when it does not open.

    Without a cookie there is nothing a foreign page could ride on: only the address, which is the
    secret, proves anything. So these forms need no CSRF token (and send no referrer to check).
    """
    if view is None:
        return partial(for_holder, purposes=purposes)

    @csrf_exempt
    @wraps(view)
    def run(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        return _open(view, request, token, purposes, **more)

    return run


def _open(view: View, request: HttpRequest, token: str, purposes: Collection[str], **more: Any) -> HttpResponse:
    limit = WRITING if request.method == "POST" else READING
    if is_reached(GUESSING, request) or count(limit, request) > limit.most:
        return problem(request, "slow", 429)
    try:
        link = open_link(token=token, purposes=purposes)
    except LinkExpired:
        return problem(request, "expired", 410)
    except LinkRevoked:
        return problem(request, "revoked", 410)
    except LinkErased:
        return problem(request, "erased", 410)
    except NotFound:
        count(GUESSING, request)
        return problem(request, "missing", 404)
    order: Order | None = order_of_link(link.order_id)
    if order is None:
        return problem(request, "missing", 404)
    if order.customer is not None and order.customer.erased_at is not None:
        return problem(request, "erased", 410)
    return view(request, order, token, **more)


def problem(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    """A page that says what is wrong and what to do, in the browser's language."""
    words = words_for(asked_language(request), *browser_languages(request))
    context = {
        "t": words.table, "lang": words.language, "languages": languages_beside(words.language),
        "title": words(f"{kind}_title"), "text": words(f"{kind}_text"), "q": query_of(request),
        "is_findable": kind in FINDABLE,
    }  # fmt: skip
    response = render(request, "portal/problem.html", context, status=status)
    response["Content-Language"] = words.language
    if status == 429:
        response["Retry-After"] = "60"
    return response


def languages_beside(spoken: str) -> list[tuple[str, str]]:
    """The other languages by code and by their own name, for the switch."""
    return [(code, name) for code, name in NAMES.items() if code != spoken]
