"""What everybody is told while the database cannot be reached: come back in a moment, nothing is half done.

Errors of middleware, sessions, authentication and views all end at Django's error handlers, so the answer is given
there and nowhere else. None of it needs the database.
"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

from api.problems import RETRY_SECONDS, unavailable
from portal.texts import words_for

# Callers that are programs: they read the status, and a problem that says the same.
PROGRAMS = ("/api/", "/webhooks/")
# A person reads the page first; it asks again by itself.
REFRESH_SECONDS = 5


def server_error(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After when the database was lost, else the plain 500."""
    if is_outage(sys.exc_info()[1]):
        return answer_outage(request)
    return defaults.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """503 when a lost database only looks like a bad request, as a session that could not be saved does."""
    if is_outage(exception):
        return answer_outage(request)
    return defaults.bad_request(request, exception)


def is_outage(error: BaseException | None) -> bool:
    """Whether ``error`` is, or came from, a database that could not be reached or gave up.

    That includes a canceled statement, a deadlock and a lock waited for too long: nothing was kept, and a repeat may
    succeed. A broken rule of the data (IntegrityError, DataError) is none.
    """
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return False


def answer_outage(request: HttpRequest) -> HttpResponse:
    """A problem for programs, a page for people; both 503 with Retry-After."""
    if request.path.startswith(PROGRAMS):
        return unavailable()
    answer = HttpResponse(page_for(request), status=503)
    answer["Retry-After"] = str(RETRY_SECONDS)
    answer["Cache-Control"] = "no-store"
    if request.method == "GET" and "HX-Request" not in request.headers:
        answer["Refresh"] = str(REFRESH_SECONDS)
    return answer


def page_for(request: HttpRequest) -> str:
    """The page in the browser's language; rendered without the request, whose user would be looked up."""
    wishes = request.headers.get("Accept-Language", "").split(",")
    words = words_for(*(wish.partition(";")[0].strip() for wish in wishes))
    text = words("outage_text") if request.method in ("GET", "HEAD") else words("outage_sent_text")
    context = {"t": words.table, "lang": words.language, "title": words("outage_title"), "text": text}
    return render_to_string("outage.html", context)
