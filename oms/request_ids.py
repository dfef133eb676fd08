"""Each request has an id: every line logged for it carries it, and its answer names it."""

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bound_contextvars

logger = logging.getLogger("oms.requests")

HEADER = "X-Request-ID"
# One that a proxy gave is kept when it is shaped like one: it is written into the log.
SHAPE = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Names the request, and writes one line when it is answered: which address, how it ended, how long it took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        request_id = given if SHAPE.fullmatch(given) else uuid4().hex
        started = time.monotonic()
        with bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            logger.info("request", extra=words_for(request, response, time.monotonic() - started))
        response[HEADER] = request_id
        return response


def words_for(request: HttpRequest, response: HttpResponse, seconds: float) -> dict[str, object]:
    """The route instead of the address where there is one: an address may be a customer's key, a query a search."""
    match = request.resolver_match
    return {
        "method": request.method,
        "route": match.route if match is not None else "—",
        "status": response.status_code,
        "ms": round(1000 * seconds),
    }
