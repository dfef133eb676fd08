"""The order's timeline, notes and holds, with people's names; one query for all names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from core.selectors.people import actor_names
from core.selectors.timeline import TimelineEntry, events_of, in_words
from orders.models import Order, OrderHold


@dataclass(frozen=True)
class NoteRow:
    who: str
    at: datetime
    text: str


@dataclass(frozen=True)
class HoldRow:
    """An open hold: what waits, since when, and the way to release it."""

    hold: OrderHold
    who: str
    url: str


@dataclass(frozen=True)
class HistoryPanel:
    entries: Sequence[TimelineEntry]
    notes: Sequence[NoteRow]
    holds: Sequence[HoldRow]
    names: Mapping[str, str]

    @property
    def last_seq(self) -> int:
        return self.entries[0].seq if self.entries else 0


def history_panel(order: Order, holds: Sequence[OrderHold], *, also: Sequence[str] = ()) -> HistoryPanel:
    """Newest first; three queries. ``names`` has those of the labels in ``also``, too."""
    notes, events = list(order.notes.all()[:50]), events_of(order_id=order.pk)
    labels = [note.author for note in notes] + [hold.placed_by for hold in holds] + [event.actor for event in events]
    names = actor_names([*labels, *also])
    return HistoryPanel(
        entries=in_words(events, names),
        notes=[NoteRow(names[note.author], note.created_at, note.text) for note in notes],
        holds=[
            HoldRow(hold, names[hold.placed_by], reverse("admin:orders_orderhold_move", args=[hold.pk, "release"]))
            for hold in holds
        ],
        names=names,
    )
