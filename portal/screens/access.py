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
from portal.limits import GUESSING, READING, WRITING, address_of, count_of, is_reached
from portal.selectors.page import order_of_link
from portal.texts import NAMES, words_for

ORDER_PURPOSES = ("order",)
# What a link made for rating opens besides: nothing but the rating.
RATING_PURPOSES = ("order", "feedback")
# What a link made for choosing what we send opens besides.
WISHES_PURPOSES = ("order", "wishes")
# Who came back from the bank may pay again, and sees nothing else.
PAY_PURPOSES = ("order", "pay")
View = Callable[..., HttpResponse]
# Who is counted for a form that is sent with a token.
Counted = Callable[[HttpRequest, str], str]
# From these a new link may be asked for.
FINDABLE = ("expired", "revoked", "missing")


def sender_of(request: HttpRequest, token: str) -> str:
    """A form is counted by the connection it comes from, whatever link it is sent with."""
    return address_of(request)


def for_holder(
    view: View | None = None, *, purposes: Collection[str] = ORDER_PURPOSES, counted: Counted = sender_of
) -> Callable[..., Any]:
    """Open the link and hand its order to ``view(request, order, token)``; answer clearly when it does not open.

    Without a cookie there is nothing a foreign page could ride on: only the address, which is the
    secret, proves anything. So these forms need no CSRF token (and send no referrer to check).
    """
    if view is None:
        return partial(for_holder, purposes=purposes, counted=counted)

    @csrf_exempt
    @wraps(view)
    def run(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        limit, who = (WRITING, counted(request, token)) if request.method == "POST" else (READING, address_of(request))
        if is_reached(GUESSING, request) or count_of(limit, who) > limit.most:
            return problem(request, "slow", 429)
        return _open(view, request, token, purposes, **more)

    return run


def _open(view: View, request: HttpRequest, token: str, purposes: Collection[str], **more: Any) -> HttpResponse:
    try:
        link = open_link(token=token, purposes=purposes)
    except LinkExpired:
        return problem(request, "expired", 410)
    except LinkRevoked:
        return problem(request, "revoked", 410)
    except LinkErased:
        return problem(request, "erased", 410)
    except NotFound:
        count_of(GUESSING, address_of(request))
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
