"""An order as of any moment, put together from what was told of it; what was never told is said to be unknown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Model

from core.models import Event
from orders.models import Order, OrderHold, OrderLine, Promise
from orders.models.line import QUANTITIES
from orders.told import TOLD


class Source(StrEnum):
    """How a value of the past is known."""

    TOLD = "told"
    UNCHANGED = "unchanged"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reading:
    """One value at a moment: ``seq`` of the event that told it, None where it never changed."""

    value: Any
    source: Source
    seq: int | None = None


@dataclass(frozen=True)
class LineThen:
    """A line's quantities and promised day at a moment."""

    line: OrderLine
    quantities: Mapping[str, Reading]
    promise_on: date | None


@dataclass(frozen=True)
class OrderThen:
    """An order at a moment. ``last`` is the last event before it; None when the order did not exist yet."""

    at: datetime
    last: Event | None
    values: Mapping[str, Reading]
    lines: Sequence[LineThen]
    holds: Sequence[OrderHold]


@dataclass(frozen=True)
class History:
    """All that an order's past is read from: its row, lines, events, holds and promises, fetched once."""

    order: Order
    lines: Sequence[OrderLine]
    events: Sequence[Event]
    holds: Sequence[OrderHold]
    promises: Sequence[Promise]

    def as_of(self, at: datetime) -> OrderThen:
        """The order after everything that happened up to ``at``, that moment included."""
        before = [event for event in self.events if event.at <= at]
        was_placed = any(_changes(event).get("state", [None, None])[1] == "placed" for event in before)
        return OrderThen(
            at=at,
            last=before[-1] if before else None,
            values={name: self._reading(name, _now(self.order, name), at) for name in TOLD} if before else {},
            lines=[self._line(line, at) for line in self.lines] if was_placed else [],
            holds=[hold for hold in self.holds if hold.placed_at <= at and not _released(hold, at)],
        )

    def _line(self, line: OrderLine, at: datetime) -> LineThen:
        quantities = {
            name: self._reading(f"line {line.position} {name}", getattr(line, name), at) for name in QUANTITIES
        }
        slips = [slip for slip in self.promises if slip.line_id == line.pk]
        past, later = [s for s in slips if s.at <= at], [s for s in slips if s.at > at]
        promise_on = past[-1].to_on if past else later[0].from_on if later else line.promise_on
        return LineThen(line, quantities, promise_on)

    def _reading(self, field: str, present: Any, at: datetime) -> Reading:
        """What was told last before the moment, or what the next event says it was; the present where none tells it.

        Where the two say different things it changed in between without a word: then nobody knows.
        """
        told = [event for event in self.events if field in _changes(event)]
        if not told:
            return Reading(present, Source.UNCHANGED)
        before = [event for event in told if event.at <= at]
        after = told[len(before) :]
        follows = _changes(after[0])[field][0] if after else present
        if not before:
            return Reading(follows, Source.TOLD, after[0].seq)
        value = _changes(before[-1])[field][1]
        is_sure = plain(value) == plain(follows)
        return Reading(value, Source.TOLD if is_sure else Source.UNKNOWN, before[-1].seq)


def history_of(order: Order, events: Sequence[Event]) -> History:
    """The order's past from its ``events``, oldest first; three queries."""
    return History(
        order=order,
        lines=list(order.lines.select_related("sku").order_by("position")),
        events=events,
        holds=list(order.holds.select_related("line").order_by("placed_at", "pk")),
        promises=list(Promise.objects.filter(line__order=order).order_by("at", "pk")),
    )


def differences(before: OrderThen, after: OrderThen) -> list[tuple[str, Any, Any]]:
    """What is not the same at two moments: (field, then, later), lines by their position."""
    pairs = [(name, before.values.get(name), reading) for name, reading in after.values.items()]
    lines = {then.line.pk: then.quantities for then in before.lines}
    for then in after.lines:
        known = lines.get(then.line.pk, {})
        pairs += [(f"line {then.line.position} {name}", known.get(name), now) for name, now in then.quantities.items()]
    return [
        (name, None if old is None else old.value, new.value)
        for name, old, new in pairs
        if old is None or plain(old.value) != plain(new.value)
    ]


def fold(events: Iterable[Event]) -> dict[str, Any]:
    """The value each field was told to have last."""
    return {field: pair[1] for event in events for field, pair in _changes(event).items() if _is_pair(pair)}


def plain(value: Any) -> str:
    """A value as it is compared: events keep amounts, days and words as text."""
    if value is None or value == "":
        return ""
    text = str(value)
    try:
        number = float(text)
    except ValueError:
        return text
    return f"{number:.4f}"


def _changes(event: Event) -> dict[str, Any]:
    return {field: pair for field, pair in event.data.get("changes", {}).items() if _is_pair(pair)}


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2


def _now(row: Model, name: str) -> Any:
    return getattr(row, name)


def _released(hold: OrderHold, at: datetime) -> bool:
    return hold.released_at is not None and hold.released_at <= at
