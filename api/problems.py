"""Errors as problem details (RFC 9457): a code, a sentence, the field."""

import logging
from collections.abc import Mapping
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from core.errors import OmsError

logger = logging.getLogger(__name__)

RETRY_SECONDS = 2


def problem(
    status: int, code: str, detail: str, *, field: str = "", headers: Mapping[str, str] | None = None, **more: Any
) -> HttpResponse:
    """One problem as the API answers it."""
    body = {"type": "about:blank", "title": code.replace("_", " "), "status": status, "code": code, "detail": detail}
    if field:
        body["field"] = field
    return JsonResponse(
        {**body, **more}, status=status, content_type="application/problem+json", headers=dict(headers or {})
    )


def refused(error: OmsError) -> HttpResponse:
    """What a service refused, in its own words, and what happened meanwhile."""
    meanwhile = {name: error.context[name] for name in ("latest", "changes") if name in error.context}
    return problem(error.status, error.code, error.message, field=str(error.context.get("field", "")), **meanwhile)


def unavailable() -> HttpResponse:
    """The database was lost on the way: whole or not at all, and a repeat is safe."""
    sentence = "The database cannot be reached; nothing is lost. Repeat with the same Idempotency-Key."
    return problem(503, "unavailable", sentence, headers={"Retry-After": str(RETRY_SECONDS)})


def add_problems(api: NinjaAPI) -> None:
    """Every way a call can go wrong has an answer of the same shape."""

    @api.exception_handler(OmsError)
    def on_refusal(request: HttpRequest, error: OmsError) -> HttpResponse:
        return refused(error)

    @api.exception_handler(AuthenticationError)
    def on_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        headers = {"WWW-Authenticate": "Bearer"}
        return problem(401, "unauthorized", "Send a living API key as “Authorization: Bearer …”.", headers=headers)

    @api.exception_handler(ValidationError)
    def on_bad_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first = error.errors[0]
        where = [str(part) for part in first["loc"] if part not in ("body", "payload")]
        return problem(422, "invalid_request", f"{'.'.join(where)}: {first['msg']}", field=".".join(where))

    @api.exception_handler(HttpError)
    def on_http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "bad_request", str(error))

    @api.exception_handler(OperationalError)
    @api.exception_handler(InterfaceError)
    def on_lost_database(request: HttpRequest, error: Exception) -> HttpResponse:
        logger.warning("The database was lost: %s", error)
        return unavailable()
