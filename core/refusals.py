"""Who comes too late is told who was first: a refusal names what happened to the order, who did it and when.

A service that locks an order says so with ``stand_on_order``; a refusal that leaves it is completed from the order's
timeline, under the same lock. Nothing is read where nothing is refused.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, connection
from django.utils import timezone, translation
from django.utils.timesince import timesince
from structlog.contextvars import bind_contextvars, unbind_contextvars

from core.actors import SYSTEM
from core.errors import OmsError
from core.models import Event
from core.selectors.people import actor_names
from core.selectors.timeline import TimelineEntry, events_of, in_words

LOOK_BACK = 60


@dataclass(slots=True)
class Ground:
    """The order a use case stands on, and how many events it has itself told about each order."""

    order_id: int = 0
    number: str = ""
    told: Counter[int] = field(default_factory=Counter)


_ground: ContextVar[Ground | None] = ContextVar("ground", default=None)


@contextmanager
def use_case() -> Iterator[bool]:
    """The frame of one service; gives whether it is the outermost one."""
    known = _ground.get()
    token = _ground.set(known or Ground())
    try:
        yield known is None
    finally:
        _ground.reset(token)
        if known is None:
            unbind_contextvars("order")


def stand_on_order(order_id: int, number: str) -> None:
    """From here on the running service is about this order, which it has just locked."""
    ground = _ground.get()
    if ground is not None:
        ground.order_id, ground.number = order_id, number
        # What is logged from here on says which order it is about.
        bind_contextvars(order=number or order_id)


def count_told(order_ids: Sequence[int]) -> None:
    """The running service wrote these events itself: it was not beaten by them."""
    ground = _ground.get()
    if ground is not None:
        ground.told.update(order_ids)


def tell_who_was_first(error: OmsError) -> None:
    """Complete a refusal that turns on what happened to the order; two queries, before the rollback."""
    ground = _ground.get()
    if error.turns_on is None or error.latest or ground is None or not ground.order_id or connection.needs_rollback:
        return
    own = ground.told[ground.order_id]
    try:
        events = events_of(order_id=ground.order_id, limit=LOOK_BACK + own)[own:]
        found = _telling(events, error)
        names = actor_names({event.actor for event in found})
    except DatabaseError:
        # The transaction is broken already, or the database gone: the refusal itself says enough.
        return
    if found:
        entries = in_words(found, names)
        error.tell(
            latest=sentence_of(entries[0], order=ground.number, now=timezone.now()),
            changes=[{"event": e.name, "who": e.who, "at": e.at.isoformat()} for e in entries],
        )


def _telling(events: Sequence[Event], error: OmsError) -> list[Event]:
    """The events that explain the refusal, the most telling one first; ``events`` come newest first.

    Nothing rather than what has nothing to do with it.
    """
    if error.turns_on:
        return [event for event in events if any(_fits(event, word) for word in error.turns_on)][:1]
    # Only what raised the version is a change the caller has not seen; remarks, for one, did not.
    missed = [event for event in events if "changes" in event.data and event.name.startswith("orders.")]
    missed = missed[: max(1, error.missed)]
    # Workers follow a person's act within the second: the act is what there is to tell.
    return sorted(missed, key=lambda event: event.actor == SYSTEM.label)


def _fits(event: Event, word: str) -> bool:
    if event.name.rpartition(".")[2].startswith(word):
        return True
    changes = event.data.get("changes", {})
    return any(name.startswith(word) or pair[-1] == word for name, pair in changes.items() if pair)


def sentence_of(entry: TimelineEntry, *, order: str, now: datetime) -> str:
    """``Order W-12 was canceled by Ada Example at 10:31 UTC (2 minutes ago).``"""
    word = entry.title.lower()
    verb = "went into" if word.endswith("ing") else "was"
    act = f": {word}" if " " in word else f" {verb} {word}"
    day = "" if entry.at.date() == now.date() else f"{entry.at:%Y-%m-%d} "
    recent = (now - entry.at).total_seconds() < 60
    with translation.override("en"):  # as the rest of the sentence, whatever language the reader's browser asks for
        ago = "just now" if recent else f"{timesince(entry.at, now, depth=1)} ago".replace("\xa0", " ")
    return f"Order {order}{act} by {entry.who} at {day}{entry.at:%H:%M} UTC ({ago})."
