"""The place of a reader in a feed: first everything by key, then what changed since it began, by moment and key."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from api.errors import BadCursor

LARGEST = 2**63


@dataclass(frozen=True)
class Place:
    """``since`` is the moment up to which changes were read; ``key`` the last row of it, or of the walk by keys.

    While ``is_walk``, rows come by key and ``since`` is when the walk began.
    """

    feed: str
    is_walk: bool
    since: datetime
    key: int = 0

    def text(self) -> str:
        parts = [self.feed, int(self.is_walk), self.since.isoformat(), self.key]
        return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode()


def place_of(text: str, *, feed: str) -> Place:
    """Raises BadCursor for what this feed did not give."""
    try:
        kind, walk, since, key = json.loads(base64.urlsafe_b64decode(text.encode()))
        moment = datetime.fromisoformat(since).astimezone(UTC)
        is_ours = kind == feed and walk in (0, 1) and isinstance(key, int) and 0 <= key < LARGEST
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise _bad() from error
    if not is_ours:
        raise _bad()
    return Place(feed, bool(walk), moment, key)


def _bad() -> BadCursor:
    return BadCursor("This feed has no such place. Take “next” of the page before, or begin without one.",
                     field="changed_since")  # fmt: skip
