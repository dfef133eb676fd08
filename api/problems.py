"""Errors as problem details (RFC 9457): a code, a sentence, the field."""

import logging
import re
from collections.abc import Mapping
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from core.errors import OmsError

logger = logging.getLogger(__name__)

RETRY_SECONDS = 2
PROBLEM_TYPE = "application/problem+json"
# Where the framework keeps a value, which is not where the caller sent it.
_OUTSIDE = {"body", "payload", "query", "path", "header"}
# What services call otherwise than the API does.
_NAMES = {
    "sku_code": "sku",
    "method_code": "method",
    "line": "position",
    "units": "lines",
    "idempotency_key": "Idempotency-Key",
}


def problem(
    status: int, code: str, detail: str, *, field: str = "", headers: Mapping[str, str] | None = None, **more: Any
) -> HttpResponse:
    """One problem as the API answers it."""
    body = {"type": "about:blank", "title": code.replace("_", " "), "status": status, "code": code, "detail": detail}
    if field:
        body["field"] = field
    return JsonResponse({**body, **more}, status=status, content_type=PROBLEM_TYPE, headers=dict(headers or {}))


def refused(error: OmsError) -> HttpResponse:
    """What a service refused, in its own words, what would clear it, and what happened meanwhile."""
    more: dict[str, Any] = {name: error.context[name] for name in ("latest", "changes") if name in error.context}
    if "blockers" in error.context:
        more["blockers"] = [
            {name: one[name] for name in ("code", "sentence", "fix")} for one in error.context["blockers"]
        ]
    wait = error.context.get("retry_after", RETRY_SECONDS if error.status == 503 else None)
    headers = {"Retry-After": str(wait)} if wait is not None else {}
    field = _as_sent(str(error.context.get("field", "")))
    return problem(error.status, error.code, error.message, field=field, headers=headers, **more)


def _as_sent(field: str) -> str:
    """``lines[0].sku_code`` is ``lines[0].sku`` to the caller."""
    return re.sub(r"\w+", lambda word: _NAMES.get(word[0], word[0]), field)


def _mistakes(error: ValidationError) -> list[dict[str, str]]:
    """Every value of a wrong shape, named as ``lines[0].quantity``, with a sentence."""
    found = []
    for one in error.errors:
        parts = [part for part in one["loc"] if part not in _OUTSIDE]
        field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
        found.append({"field": field, "detail": _sayable(f"{field} {_sentence(one)}".strip())})
    return found


def _sentence(one: Mapping[str, Any]) -> str:
    if one["type"] == "string_unicode":
        return "contains half of a surrogate pair; send whole characters."
    message = str(one["msg"]).removeprefix("Value error, ")
    return message if one["type"] == "value_error" else f"is refused: {message}."


def _sayable(text: str) -> str:
    """The text without what no answer could carry."""
    return text.encode("utf-8", "replace").decode()


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
        mistakes = _mistakes(error)
        first = mistakes[0]
        return problem(422, "invalid_request", first["detail"], field=first["field"], errors=mistakes)

    @api.exception_handler(HttpError)
    def on_http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "bad_request", str(error))

    @api.exception_handler(OperationalError)
    @api.exception_handler(InterfaceError)
    def on_lost_database(request: HttpRequest, error: Exception) -> HttpResponse:
        logger.warning("The database was lost: %s", error)
        return unavailable()
