"""Errors in Stripe's shape."""

from typing import Any

from simulators.http import Answer, json_answer


class Problem(Exception):
    """The request is answered with an error. ``is_kept``: it becomes the answer of its idempotency key."""

    def __init__(
        self, status: int, kind: str, message: str, *, code: str = "", param: str = "", is_kept: bool = False
    ) -> None:
        super().__init__(message)
        self.status, self.is_kept = status, is_kept
        self.body = error_body(kind, message, code=code, param=param)

    @property
    def answer(self) -> Answer:
        return json_answer(self.body, self.status)


def error_body(kind: str, message: str, *, code: str = "", param: str = "", **more: Any) -> dict[str, Any]:
    named = {name: text for name, text in (("code", code), ("param", param)) if text}
    return {"error": {"type": kind, "message": message, **named, **more}}


def invalid(message: str, *, code: str = "", param: str = "") -> Problem:
    """The request makes no sense; nothing was begun, so the key stays free."""
    return Problem(400, "invalid_request_error", message, code=code, param=param)


def refused(message: str, *, code: str, param: str = "") -> Problem:
    """What is asked is impossible in this state; the answer is kept under the key."""
    return Problem(400, "invalid_request_error", message, code=code, param=param, is_kept=True)


def missing(what: str, *, param: str) -> Problem:
    return Problem(404, "invalid_request_error", f"No such {what}.", code="resource_missing", param=param)
