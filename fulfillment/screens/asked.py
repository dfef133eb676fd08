"""What a scanner or a finger sent, as values."""

from datetime import date

from django.http import QueryDict

from core.errors import InvalidInput

LONGEST_NUMBER = 6
# Below what a key of the database can be.
LONGEST_KEY = 18


def number_of(asked: QueryDict, name: str = "quantity", *, default: int | None = 1) -> int:
    """A typed whole number. Raises InvalidInput for what cannot be read, and for nothing at all without a default.

    What was mistyped is never taken for 0: in a count that would write the goods off.
    """
    text = asked.get(name, "").strip()
    if not text and default is not None:
        return default
    if not text:
        raise InvalidInput("A number is missing. Type it; 0 if there is none.", field=name)
    if not (text.isdecimal() and text.isascii() and len(text) <= LONGEST_NUMBER):
        raise InvalidInput(f"“{text[:12]}” is no whole number up to {'9' * LONGEST_NUMBER}. Type it again.", field=name)
    return int(text)


def key_of(asked: QueryDict, name: str) -> int:
    """The key of a row, as a form of ours sends it. Raises InvalidInput for anything else."""
    text = asked.get(name, "").strip()
    if not (text.isdecimal() and text.isascii() and len(text) <= LONGEST_KEY):
        raise InvalidInput("What was chosen is not known. Load the page again and choose anew.", field=name)
    return int(text)


def day_of(asked: QueryDict, name: str) -> date | None:
    """A day as the browser writes it; None for anything else."""
    try:
        return date.fromisoformat(asked.get(name, "").strip())
    except ValueError:
        return None


def scan_id_of(asked: QueryDict) -> str:
    return asked.get("scan_id", "")[:64]
