"""What happened to an order, for programs: facts and values, no reasons and no people."""

from typing import Any

from core.selectors.packed import all_events


def event_page(*, order_id: int, after: int, limit: int) -> dict[str, Any]:
    """At most ``limit`` events after number ``after``, oldest first; one query, two for an old order."""
    found = all_events(order_id, after=after)[: limit + 1]
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
