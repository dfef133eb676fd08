"""The API as a whole, and its description: problems as problems, with examples."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from api.doors import Bearer
from api.problems import PROBLEM_TYPE, add_problems
from api.routes import changes, drafts, feeds, orders, refunds, stock, webhooks

_WORDS = {
    400: ("bad_request", "The body is not JSON.", "Not JSON"),
    401: ("unauthorized", "Send a living API key as “Authorization: Bearer …”.", "No living key"),
    403: ("not_permitted", "This key lacks the scope “orders:write”. Ask for a key that has it.", "Not with this key"),
    404: ("order_not_found", "There is no order W-1 in this channel.", "Not there, or not in this channel"),
    409: (
        "idempotency_mismatch",
        "The idempotency key “cart-4711-1” was used before with another request. Send a new key.",
        "Not as things stand: another body under the key, a stale version, goods or a move that cannot be had",
    ),
    413: ("too_large", "The body is larger than 2.5 MiB. Send less at once.", "Too large"),
    422: ("request_refused", "SKU “MUG-BLEU” is unknown.", "A value that cannot be taken; the field is named"),
    429: ("too_many_requests", "This key may ask 1200 times a minute. Ask again in 17 seconds.", "Too often"),
    503: (
        "unavailable",
        "The database cannot be reached; nothing is lost. Repeat with the same Idempotency-Key.",
        "Not now; a repeat is safe",
    ),
}
_FIELDS = {409: "Idempotency-Key", 422: "lines[0].sku"}
_WAITS = {429: 17, 503: 2}
_HEADERS: dict[int, tuple[str, str]] = {
    401: ("WWW-Authenticate", "Always “Bearer”"),
    429: ("Retry-After", "Seconds to wait"),
    503: ("Retry-After", "Seconds to wait"),
}


class Api(NinjaAPI):
    """As the framework describes it, but a problem is said to be one."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) in _WORDS:
                        _describe(int(status), answer)
        return schema


def _describe(status: int, answer: dict[str, Any]) -> None:
    """The answer as a problem, with an example and its header."""
    code, detail, words = _WORDS[status]
    example = {"type": "about:blank", "title": code.replace("_", " "), "status": status, "code": code, "detail": detail}
    if status in _FIELDS:
        example["field"] = _FIELDS[status]
    answer["description"] = words
    answer["content"] = {PROBLEM_TYPE: {**answer["content"].pop("application/json"), "example": example}}
    if status in _HEADERS:
        name, meaning = _HEADERS[status]
        answer["headers"] = {name: {"description": meaning, "schema": {"type": "string"}}}


_TEXT = """
Orders of one channel: the key decides which. Amounts are text with the currency's decimals; times are RFC 3339 with
their offset. Every write takes an `Idempotency-Key`; every refusal is a problem (RFC 9457) with a stable `code`, a
sentence, and the field. A change may name the `expected_version` it is meant for.
"""


def make_api() -> NinjaAPI:
    """The API with its keys, its problems and its routers."""
    api = Api(title="Order management", version="1", description=_TEXT, auth=Bearer(), urls_namespace="api")
    for part in (orders, drafts, changes, refunds, stock, webhooks, feeds):
        api.add_router("", part.router)
    add_problems(api)
    return api
