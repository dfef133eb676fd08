"""Events wherever they lie: in their table, or packed with others of a long finished order."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.models import Event, EventNote, PackedTimeline


def packed_events(order_id: int) -> list[Event]:
    """The order's packed events with their notes, oldest first; one query, none of them saved."""
    row = PackedTimeline.objects.filter(pk=order_id).values_list("events", "notes").first()
    return [] if row is None else [_event(order_id, told, row[1]) for told in row[0]]


def all_events(order_id: int, *, after: int = 0) -> list[Event]:
    """Every event of the order behind number ``after`` with its note, oldest first; one query, two for an old order."""
    found = list(Event.objects.filter(order_id=order_id, seq__gt=after).select_related("note").order_by("seq"))
    if found and found[0].seq == after + 1:
        return found
    return [event for event in packed_events(order_id) if event.seq > after] + found


def was_told(order_id: int, name: str, **ids: int) -> bool:
    """Whether the order's timeline has this fact with these ids, packed or not."""
    if Event.objects.filter(order_id=order_id, name=name, data__contains=ids).exists():
        return True
    return PackedTimeline.objects.filter(pk=order_id, events__contains=[{"name": name, "data": ids}]).exists()


def _event(order_id: int, told: Mapping[str, Any], notes: Mapping[str, str]) -> Event:
    at = datetime.fromisoformat(told["at"])
    event = Event(
        order_id=order_id, seq=told["seq"], name=told["name"], data=told["data"], actor=told["actor"], at=at
    )  # fmt: skip
    said = notes.get(str(event.seq))
    if said is not None:
        event.note = EventNote(event=event, text=said)
    return event
