"""Nobody came: what waited too long at the counter goes back on its shelf, and the order's units are canceled."""

from datetime import datetime

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.service import service
from fulfillment.locks import lock_pickup
from fulfillment.models import FulfillmentOrder
from fulfillment.services.awaiting import ensure_waiting
from fulfillment.services.putting_back import put_back, request_put_back

REASON = "Not collected in time."


@service
def put_back_uncollected(*, fulfillmentorder_id: int, actor: Actor, now: datetime | None = None) -> FulfillmentOrder:
    """The work, canceled, its goods on the shelf and its money given back or never taken.

    Raises NotPermitted, PickupNotFound, and MoveRefused when it does not wait or its time is not over.
    """
    ensure_may(actor, "fulfillment.put_back")
    work, pickup = lock_pickup(fulfillmentorder_id)
    ensure_waiting(work, "put back")
    if pickup.keep_until > (now or timezone.now()):
        sentence = f"it is kept until {pickup.keep_until:%Y-%m-%d %H:%M} UTC."
        fix = "Wait, or cancel the order at the customer's wish."
        raise MoveRefused("put back", [Blocker("not_due", sentence, fix=fix)])
    # The house's own rule cancels here; the hands at the counter only carry it out.
    request_put_back(fulfillmentorder_id=work.pk, actor=SYSTEM, reason=REASON)
    return put_back(fulfillmentorder_id=work.pk, actor=actor)
