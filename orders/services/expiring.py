"""Tell that the time to pay is over; who knows of the money decides whether the order ends."""

from collections.abc import Iterable
from datetime import datetime

from core.actors import SYSTEM
from core.effects import BULK
from core.events import Publication, publish_many
from core.service import service
from orders.events import ExpiryDue


@service
def announce_unpaid(*, order_ids: Iterable[int], now: datetime) -> None:
    """One fact per order and hour: payments asks the gateway, then ends what nobody paid for.

    No lock: the fact is no line of the timeline, and whoever hears it looks again under the order's lock.
    """
    asked = f"{now:%Y%m%d%H}"
    publish_many(
        Publication(fact=ExpiryDue(order_id=order_id, asked=asked), actor=SYSTEM, priority=BULK)
        for order_id in order_ids
    )
