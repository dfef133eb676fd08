"""Two questions a load balancer asks: are you alive, and can you work? And a third of who watches: how is it going?"""

from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse

from core.broker import broker_condition
from core.selectors.schema import pending_migrations
from oms.metrics.page import database_answers, metrics

OK = "ok"
AWAY = "does not answer"


class HealthMiddleware:
    """Answers both before anything else does: a probe calls by address, not by an allowed host name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return healthz(request)
        if request.path == "/readyz":
            return readyz(request)
        if request.path == "/metrics":
            return metrics(request)
        return self.get_response(request)


def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database and the broker answer and the schema is ours, else 503; names each one's condition."""
    database = OK if database_answers() else AWAY
    found = {
        "database": database,
        "migrations": migrations_condition() if database == OK else "not known",
        "broker": OK if broker_condition().is_reachable else AWAY,
    }
    answer = JsonResponse(found, status=200 if set(found.values()) == {OK} else 503)
    answer["Cache-Control"] = "no-store"
    return answer


def migrations_condition() -> str:
    """Code that is newer than the schema must not be given work; an older one beside it goes on."""
    try:
        missing = pending_migrations()
    except Error:
        return AWAY
    return f"{len(missing)} not applied" if missing else OK
