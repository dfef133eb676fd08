"""An order as of one moment, and what changed from there to another, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.models import Event
from core.money import format_money
from core.selectors.packed import all_events
from core.selectors.people import actor_names
from core.selectors.timeline import TimelineEntry, in_words
from orders.models import Order, OrderHold
from orders.models.line import QUANTITIES
from orders.selectors.time_machine import History, OrderThen, Reading, Source, differences, history_of
from orders.told import AMOUNTS, DATES, FLAGS, TOLD, VALUES

# What events never say: a person, free text, and how an amount is made up.
UNTOLD = (
    "Who ordered, addresses, delivery wishes and notes", "prices and discounts of single lines",
    "where goods and money lay before the order was placed",
)  # fmt: skip
_A_COMMIT, _AN_INSTANT = timedelta(seconds=1), timedelta(microseconds=1)
_SOURCES = {
    Source.TOLD: "", Source.UNCHANGED: "no event changed it", Source.UNKNOWN: "changed later without a word: not sure",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One value in words; ``sure`` is empty where an event tells it."""

    label: str
    value: str
    sure: str
    seq: int | None


@dataclass(frozen=True)
class LineRow:
    position: int
    code: str
    name: str
    units: Sequence[tuple[str, str]]
    promise_on: date | None


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ThenPage:
    """``entries`` are the events after ``then`` up to ``later``; without a later moment, all before ``then``."""

    then: OrderThen
    rows: Sequence[Row]
    lines: Sequence[LineRow]
    holds: Sequence[tuple[OrderHold, str]]
    differences: Sequence[Difference]
    entries: Sequence[TimelineEntry]
    events: Sequence[Event]
    untold: Sequence[str]


def moment_of(order: Order, seq: int) -> datetime | None:
    """Just after the commit that told the event with this number, before the next one; None without such an event.

    An event bears the beginning of its transaction; rows written with it are a little younger.
    """
    events = all_events(order.pk)
    at = next((event.at for event in events if event.seq == seq), None)
    if at is None:
        return None
    following = [event.at - _AN_INSTANT for event in events if event.at > at]
    return min([at + _A_COMMIT, *following])


def then_page(order: Order, *, at: datetime, until: datetime | None) -> ThenPage:
    """The order as of ``at`` and, with ``until``, what changed since; six queries, seven for a packed timeline."""
    history = history_of(order, all_events(order.pk))
    then = history.as_of(at)
    chosen = [event for event in history.events if (event.at > at if until else event.at <= at)]
    if until:
        chosen = [event for event in chosen if event.at <= until]
    names = actor_names([*(event.actor for event in chosen), *(hold.placed_by for hold in then.holds)])
    return ThenPage(
        then=then,
        rows=[_row(order, name, reading) for name, reading in then.values.items()],
        lines=_lines(then),
        holds=[(hold, names[hold.placed_by]) for hold in then.holds],
        differences=_differences(history, then, until) if until else [],
        entries=in_words(reversed(chosen), names, VALUES),
        events=history.events,
        untold=UNTOLD,
    )


def _row(order: Order, name: str, reading: Reading) -> Row:
    return Row(_label(name), _words(order, name, reading.value), _SOURCES[reading.source], reading.seq)


def _lines(then: OrderThen) -> list[LineRow]:
    return [
        LineRow(
            one.line.position, one.line.sku.code, one.line.name,
            [
                (name.replace("_", " "), f"{reading.value}{'?' if reading.source == Source.UNKNOWN else ''}")
                for name, reading in one.quantities.items() if reading.value or name == "ordered"
            ],
            one.promise_on,
        )
        for one in then.lines
    ]  # fmt: skip


def _differences(history: History, then: OrderThen, until: datetime) -> list[Difference]:
    order = history.order
    return [
        Difference(_label(name), _words(order, name, old), _words(order, name, new))
        for name, old, new in differences(then, history.as_of(until))
    ]


def _label(name: str) -> str:
    return name.replace("_", " ").removesuffix(" on").removeprefix("is ").capitalize()


def _words(order: Order, name: str, value: Any) -> str:
    if value in (None, ""):
        return "—"
    if name in AMOUNTS:
        return format_money(Decimal(str(value)), order.currency)
    if name in FLAGS:
        return "yes" if value in (True, "True", "true") else "no"
    if name in DATES:
        day = date.fromisoformat(str(value))
        return f"{day:%-d %b %Y}"
    return _choice(name, value)


def _choice(name: str, value: Any) -> str:
    """The word that people have for a state."""
    if name not in TOLD or name.rsplit(" ", maxsplit=1)[-1] in QUANTITIES:
        return str(value)
    labels: Mapping[Any, Any] = dict(getattr(Order._meta.get_field(name), "flatchoices", ()))
    return str(labels.get(value, value))
