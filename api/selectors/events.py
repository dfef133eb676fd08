"""What happened to an order, for programs: facts and values, no reasons and no people."""

from typing import Any

from core.models import Event


def event_page(*, order_id: int, after: int, limit: int) -> dict[str, Any]:
    """At most ``limit`` events after number ``after``, oldest first; one query."""
    found = list(Event.objects.filter(order_id=order_id, seq__gt=after).order_by("seq")[: limit + 1])
    page = found[:limit]
    return {
        "events": [
            {
                "seq": event.seq,
                "name": event.name,
                "at": event.at,
                # The kind alone: who of the staff it was is the house's business.
                "actor": event.actor.partition(":")[0],
                "changes": event.data.get("changes", {}),
            }
            for event in page
        ],
        "next": page[-1].seq if len(found) > limit else None,
    }
