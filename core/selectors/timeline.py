"""What happened to an order, in words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.models import Event, PackedTimeline
from core.selectors.packed import packed_events
from core.selectors.people import actor_names
from core.selectors.words import headline

# By column, what pages call each of its values.
Words = Mapping[str, Mapping[Any, str]]
NO_WORDS: Words = {}


@dataclass(frozen=True)
class Change:
    """One value that an event changed."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class TimelineEntry:
    """One event: what, who, when, why, and which values changed."""

    seq: int
    name: str
    area: str
    title: str
    who: str
    at: datetime
    why: str
    changes: tuple[Change, ...]
    ids: tuple[tuple[str, Any], ...]

    @property
    def headline(self) -> str:
        """What happened, as a person calls it; ``title`` is the fact's own word."""
        return headline(self.name)


def events_of(*, order_id: int, after: int = 0, limit: int = 300) -> list[Event]:
    """The order's events after number ``after`` with their notes, newest first; one query, two for an old order."""
    found = list(Event.objects.filter(order_id=order_id, seq__gt=after).select_related("note").order_by("-seq")[:limit])
    first = found[-1].seq if found else 0
    if len(found) == limit or first == after + 1:
        return found
    packed = [event for event in packed_events(order_id) if event.seq > after]
    return [*found, *reversed(packed)][:limit]


def in_words(events: Iterable[Event], names: Mapping[str, str], words: Words = NO_WORDS) -> list[TimelineEntry]:
    """The events as a person reads them; ``names`` has a name for every actor, ``words`` what pages call a value."""
    return [_entry(event, names[event.actor], words) for event in events]


def timeline(*, order_id: int, after: int = 0, limit: int = 300, words: Words = NO_WORDS) -> list[TimelineEntry]:
    """The order's events after number ``after`` in words, newest first; two queries at most."""
    events = events_of(order_id=order_id, after=after, limit=limit)
    return in_words(events, actor_names(event.actor for event in events), words)


def last_seq(*, order_id: int) -> int:
    """The number of the order's newest event, 0 without any."""
    newest = Event.objects.filter(order_id=order_id).order_by("-seq").values_list("seq", flat=True).first()
    if newest is None:
        newest = PackedTimeline.objects.filter(pk=order_id).values_list("last_seq", flat=True).first()
    return newest or 0


def _entry(event: Event, who: str, words: Words) -> TimelineEntry:
    data = dict(event.data)
    changes = data.pop("changes", {})
    area, _, word = event.name.partition(".")
    return TimelineEntry(
        seq=event.seq,
        name=event.name,
        area=area,
        title=word.replace("_", " ").capitalize(),
        who=who,
        at=event.at,
        why=event.note.text if hasattr(event, "note") else "",
        changes=tuple(_change(field, pair, words.get(field, {})) for field, pair in changes.items()),
        ids=tuple(data.items()),
    )


def _change(field: str, pair: Any, words: Mapping[Any, str]) -> Change:
    pair = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
    before, after = (words.get(value) if isinstance(value, str) else None for value in pair)
    return Change(field.replace("_", " "), before or _text(pair[0]), after or _text(pair[1]))


_AMOUNT = re.compile(r"-?\d+\.\d{4}")


def _text(value: Any) -> str:
    if value in (None, ""):
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    # Amounts are kept with four decimals; two are enough to read unless more are used.
    return text.removesuffix("00") if _AMOUNT.fullmatch(text) else text.replace("_", " ")
