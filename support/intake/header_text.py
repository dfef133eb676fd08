"""Header values as plain text, whatever bytes they came in."""

from collections.abc import Callable
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from functools import partial
from typing import Any, TypeVar

from orders.filing.naming import scrub

R = TypeVar("R")
LONGEST = 2000
# What the standard library raises on malformed headers and parts, release by release.
MALFORMED = (MessageError, LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError)


def tolerant(read: Callable[[], R], otherwise: R) -> R:
    """What ``read`` gives, or ``otherwise`` for a mail the standard library cannot read there."""
    try:
        return read()
    except MALFORMED:
        return otherwise


def header(message: "Message[Any, Any]", name: str) -> str:
    """The first header of that name on one line without control characters; empty when there is none."""
    raw = next(iter(raw_headers(message, name)), "")
    return clean(tolerant(partial(decoded, raw), raw))


def raw_headers(message: "Message[Any, Any]", name: str) -> list[str]:
    """Every header of that name as it was written: addresses are found in these, before anything is decoded."""
    return [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]


def decoded(value: str) -> str:
    """Encoded words and bare eight-bit letters as text."""
    words = []
    for part, charset in decode_header(rescued(value)):
        words.append(part if isinstance(part, str) else decode(part, charset or "utf-8"))
    return "".join(words)


def rescued(value: str) -> str:
    """Bare bytes that the parser smuggled through as halves of characters, read as UTF-8 or else Latin-1."""
    if not any("\ud800" <= char <= "\udfff" for char in value):
        return value
    return decode(value.encode("utf-8", "surrogateescape"), "utf-8")


def decode(content: bytes, charset: str) -> str:
    """The text in its charset; in UTF-8 or Latin-1 when the charset is unknown or lies. Never fails."""
    for candidate in (charset, "utf-8"):
        try:
            return content.decode(candidate)
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")


def clean(value: str) -> str:
    """One line, nothing in it that a screen or a header of an answer would obey."""
    return " ".join(scrub(value[:LONGEST].encode("utf-8", "replace").decode()).split())
