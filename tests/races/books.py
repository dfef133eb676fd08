"""Whether the books keep their promises, and whether an order's events are one history."""

from collections.abc import Collection
from typing import Any

from core.audit.registry import promises
from core.models import Event
from tests import books

# The floor's work follows the order by an effect of a worker, and no worker runs here.
FOLLOWS = frozenset({"lines_match_floor"})


def broken_promises(but: Collection[str] = FOLLOWS) -> dict[str, int]:
    """Promise → violations, of what is committed; all of them in one query."""
    return books.violations([one for one in promises() if one.name not in but], by=books.aside())


def breaks_in_history(order_id: int) -> list[Any]:
    """Where a number is missing or doubled, or a change does not begin where the one before it ended."""
    events = list(Event.objects.filter(order_id=order_id).order_by("seq", "pk"))
    breaks: list[Any] = []
    if [event.seq for event in events] != list(range(1, len(events) + 1)):
        breaks.append(("seq", [event.seq for event in events]))
    last: dict[str, Any] = {}
    for event in events:
        for name, (old, new) in event.data.get("changes", {}).items():
            is_chained = name in ("state", "display_status") or (name.startswith("line ") and "elsewhere" not in name)
            if is_chained and last.get(name, old) != old:
                breaks.append((event.seq, event.name, name, last[name], old))
            last[name] = new
    return breaks
