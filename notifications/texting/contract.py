"""What sends texts: one method. Whoever adds a provider writes a class with it and a line in the registry."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class SendResult(StrEnum):
    """What became of a text: the provider took it, will never take it, or nobody knows."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """``provider_id`` is the provider's own number of the text; ``words`` say why when it did not go."""

    result: SendResult
    provider_id: str = ""
    words: str = ""


class TextSender(Protocol):
    """A provider of texts."""

    def send(self, to: str, text: str, key: str) -> Sent:
        """Send ``text`` to ``to`` (E.164) once per ``key``: a repeat tells what became of the first.

        UNKNOWN when the answer was lost: the same key may be sent again. Raises Unavailable when surely nothing was
        sent and it may be tried later, Misconfigured when our key or address is wrong.
        """
        ...
