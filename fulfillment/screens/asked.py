"""What a scanner or a finger sent, as values."""

from datetime import date

from django.http import QueryDict

LONGEST_NUMBER = 6


def units_of(asked: QueryDict, name: str = "quantity", *, default: int = 1) -> int:
    """A typed number of units; what is no number at all is 0, which every service refuses in words."""
    text = asked.get(name, "").strip()
    if not text:
        return default
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= LONGEST_NUMBER else 0


def day_of(asked: QueryDict, name: str) -> date | None:
    """A day as the browser writes it; None for anything else."""
    try:
        return date.fromisoformat(asked.get(name, "").strip())
    except ValueError:
        return None


def scan_id_of(asked: QueryDict) -> str:
    return asked.get("scan_id", "")[:64]
