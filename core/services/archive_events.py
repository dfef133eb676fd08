"""The one door through which events leave: everything else is refused by a trigger."""

from collections.abc import Collection

from django.db import connection

from core.actors import Actor, ensure_may
from core.models import Event, EventNote
from core.service import service


@service
def archive_events(*, order_ids: Collection[int], actor: Actor) -> int:
    """How many events of these orders were deleted, with their notes; the caller has kept a copy.

    The door is open for this transaction alone. Raises NotPermitted.
    """
    ensure_may(actor, "core.delete_event")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL oms.archiving = 'on'")
        EventNote.objects.filter(event__order_id__in=order_ids).delete()
        gone, _ = Event.objects.filter(order_id__in=order_ids).delete()
        cursor.execute("SET LOCAL oms.archiving = 'off'")
    return gone
