"""What may leave the house in traces and error reports: shapes and keys, never what people wrote or who they are."""

from collections.abc import Mapping
from typing import Any

from core.cards import mask_cards
from core.links.masking import mask_tokens

# Of a span: how, where in the code, how it ended. Not the address asked for, its query, the caller, the statement.
SPAN_ATTRIBUTES = {
    "http.method", "http.request.method", "http.route", "http.status_code", "http.response.status_code",
    "http.scheme", "url.scheme", "db.system", "db.system.name", "db.operation", "db.operation.name",
    "messaging.operation", "messaging.destination", "messaging.destination.name", "messaging.system",
    "celery.action", "celery.state", "celery.task_name", "error.type", "exception.type",
    "oms.request_id", "oms.effect_id", "oms.order_id", "oms.task",
}  # fmt: skip
# What every line of the log knows, and reports may know too.
CONTEXT = ("request_id", "effect_id", "order_id", "order", "task", "attempt")
FRAME_PARTS = {"filename", "abs_path", "module", "function", "lineno", "context_line", "in_app"}


def scrubbed_attributes(attributes: Mapping[str, Any] | None) -> dict[str, Any]:
    """The attributes that are on the list; all others may hold a name, an address or a search."""
    return {name: value for name, value in (attributes or {}).items() if name in SPAN_ATTRIBUTES}


def scrubbed_event(event: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    """An error report with the types of its errors, where in the code, and which request, effect and order.

    Messages of errors quote values of rows, requests hold what people typed, variables hold everything: none of it
    goes. A line of the log goes as it stands in the code, without what was filled in.
    """
    kept = ("event_id", "timestamp", "level", "platform", "release", "environment", "logger", "sdk")
    report: dict[str, Any] = {name: event[name] for name in kept if name in event}
    # Named by its route; where there was none, it is the address somebody asked for.
    if (event.get("transaction_info") or {}).get("source") in ("route", "component"):
        report["transaction"] = event["transaction"]
    report["tags"] = {name: str(context[name]) for name in CONTEXT if name in context}
    errors = (event.get("exception") or {}).get("values") or []
    if errors:
        report["exception"] = {"values": [_error(one) for one in errors]}
    template = (event.get("logentry") or {}).get("message")
    if isinstance(template, str):
        report["logentry"] = {"message": mask_tokens(mask_cards(template))[:500]}
    request = event.get("request") or {}
    if "method" in request:
        report["request"] = {"method": request["method"]}
    return report


def _error(error: Mapping[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames") or []
    kept = [{name: frame[name] for name in FRAME_PARTS if name in frame} for frame in frames]
    told = {name: error[name] for name in ("type", "module") if name in error}
    return {**told, "value": "", "stacktrace": {"frames": kept}}
