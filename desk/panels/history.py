"""The order's timeline, notes and holds, with people's names; one query for all names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from core.selectors.people import actor_names
from core.selectors.timeline import Change, TimelineEntry, events_of, in_words
from orders.models import HoldKind, Order, OrderHold
from orders.told import VALUES

# What somebody who works on an order reads of a change; everything else is folded below it.
READ = {
    "state", "display status", "payment status", "total", "authorized amount", "captured amount", "refunded amount",
    "credited amount", "promised on", "refund to", "ship policy",
}  # fmt: skip
_LINE_READ = re.compile(r"line \d+ (ordered|canceled|shipped|delivered|lost|returned|unit price)")


@dataclass(frozen=True)
class EntryRow:
    """One event with the changed values that people read, and the others."""

    entry: TimelineEntry
    read: Sequence[Change]
    folded: Sequence[Change]


@dataclass(frozen=True)
class NoteRow:
    who: str
    at: datetime
    text: str


@dataclass(frozen=True)
class HoldRow:
    """An open hold: what waits, since when, the way to release it, and the order it may be a duplicate of."""

    hold: OrderHold
    who: str
    url: str
    twin: Order | None


@dataclass(frozen=True)
class HistoryPanel:
    entries: Sequence[TimelineEntry]
    notes: Sequence[NoteRow]
    holds: Sequence[HoldRow]
    names: Mapping[str, str]

    @property
    def rows(self) -> list[EntryRow]:
        return [_row(entry) for entry in self.entries]

    @property
    def last_seq(self) -> int:
        return self.entries[0].seq if self.entries else 0


def _row(entry: TimelineEntry) -> EntryRow:
    read = [change for change in entry.changes if change.field in READ or _LINE_READ.fullmatch(change.field)]
    return EntryRow(entry, read, [change for change in entry.changes if change not in read])


def _release_url(hold: OrderHold) -> str:
    return reverse("admin:orders_orderhold_move", args=[hold.pk, "release"])


def _twin(hold: OrderHold) -> Order | None:
    """The order that the hold names, for a possible duplicate; a query for such holds alone."""
    if hold.kind != HoldKind.POSSIBLE_DUPLICATE:
        return None
    named = [word.strip(",.;:") for word in hold.reason.split()]
    return Order.objects.only("number").filter(number__in=named).exclude(pk=hold.order_id).first()


def history_panel(order: Order, holds: Sequence[OrderHold], *, also: Sequence[str] = ()) -> HistoryPanel:
    """Newest first; three queries. ``names`` has those of the labels in ``also``, too."""
    notes, events = list(order.notes.all()[:50]), events_of(order_id=order.pk)
    labels = [note.author for note in notes] + [hold.placed_by for hold in holds] + [event.actor for event in events]
    names = actor_names([*labels, *also])
    return HistoryPanel(
        entries=in_words(events, names, VALUES),
        notes=[NoteRow(names[note.author], note.created_at, note.text) for note in notes],
        holds=[HoldRow(hold, names[hold.placed_by], _release_url(hold), _twin(hold)) for hold in holds],
        names=names,
    )
