"""What the API itself refuses, each with its code and a sentence."""

from core.errors import InvalidInput, OmsError

__all__ = ["BadCursor", "TooManyRequests"]


class TooManyRequests(OmsError):
    """The key asked more often than it may; ``context['retry_after']`` has the seconds to wait."""

    code = "too_many_requests"
    status = 429


class BadCursor(InvalidInput):
    """A place in a list that this API did not give, or that another list gave."""

    code = "bad_cursor"
