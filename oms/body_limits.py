"""How much may be sent: told by its length, before anything of it is kept or taken apart.

The rest of a refused body is heard out for a moment and thrown away: a browser that is cut off while it still sends
shows an error of its own, and nobody reads the sentence.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from api.problems import problem
from portal.languages import asked_language, browser_languages
from portal.texts import words_for

MEBIBYTE = 1024 * 1024
# Words in a form; more only where it is listed.
MOST_OF_A_FORM = MEBIBYTE
# Other systems: each inbox has a limit of its own and reads nothing before it.
INBOXES = ("/webhooks/",)
# Where people send files.
CUSTOMERS = "/o/"
# One address, by people nobody knows.
WISHES = "/mail/"
MOST_OF_A_WISH = 64 * 1024
API = "/api/"
STAFF = (
    "/warehouse/", "/admin/orders/", "/admin/support/", "/admin/returns/", "/admin/shipping/", "/admin/catalog/",
    "/admin/customers/customer/import/",
)  # fmt: skip
# What these pages themselves take, and the words around it.
TABLES = {"/admin/imports/": 201 * MEBIBYTE, "/admin/payments/": 51 * MEBIBYTE}
HEARD_OUT_SECONDS = 0.5
CHUNK = 1024 * 1024


class BodyLimitMiddleware:
    """Answers 413 with a sentence; stands before whoever reads what was sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        most = limit_of(request.path)
        if most is None or _length(request) <= most:
            return self.get_response(request)
        hear_out(request)
        answer = _refusal(request, most)
        answer["Connection"] = "close"
        answer["Cache-Control"] = "no-store"
        return answer


def limit_of(path: str) -> int | None:
    """How many bytes may be sent there; None where others look."""
    if path.startswith(INBOXES):
        return None
    if path.startswith(CUSTOMERS):
        return int(settings.CUSTOMER_UPLOAD_MAX_BYTES)
    if path.startswith(STAFF):
        # One file, and the words around it; the floor and the inspection send several pictures at once.
        return int(max(settings.CUSTOMER_UPLOAD_MAX_BYTES, settings.ATTACHMENT_MAX_BYTES + MEBIBYTE))
    if path.startswith(WISHES):
        return MOST_OF_A_WISH
    if path.startswith(API):
        return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return next((most for begins, most in TABLES.items() if path.startswith(begins)), MOST_OF_A_FORM)


def hear_out(request: HttpRequest) -> None:
    """Throw away what still comes, for at most a moment."""
    end = time.monotonic() + HEARD_OUT_SECONDS
    try:
        while request.read(CHUNK) and time.monotonic() < end:
            pass
    except OSError:
        return  # it was broken off at the other end


def told_size(count: int) -> str:
    """The bytes as people read them."""
    return f"{count // MEBIBYTE} MB" if count >= MEBIBYTE else f"{count // 1024} KB"


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if str(told).isdecimal() else 0


def _refusal(request: HttpRequest, most: int) -> HttpResponse:
    """413: a problem for programs, a page for people."""
    if request.path.startswith(API):
        return problem(413, "too_large", "The body is larger than 2.5 MiB. Send less at once.")
    return HttpResponse(_page(request, most), status=413)


def _page(request: HttpRequest, most: int) -> str:
    words = words_for(asked_language(request), *browser_languages(request))
    # Only on an order's pages it is pictures.
    key = "large_text" if request.path.startswith(CUSTOMERS) else "large_other_text"
    text = words(key, most=told_size(most))
    context = {"t": words.table, "lang": words.language, "title": words("large_title"), "text": text}
    return render_to_string("portal/problem.html", context)
