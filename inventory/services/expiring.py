"""Reservations end by themselves: a past one never stands in a buyer's way, even when the sweep is late."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

from core.actors import SYSTEM
from core.events import Publication, publish_many
from core.service import service
from inventory.events import StockReceived
from inventory.locks import levels_for_update
from inventory.models import Reservation

LEVELS_PER_RUN = 200
KEPT = timedelta(days=30)

_EXPIRE = """
WITH ended AS (
    UPDATE inventory_reservation SET ended_at = %(now)s, ending = 'expired'
    WHERE level_id = ANY(%(levels)s) AND ended_at IS NULL AND expires_at <= %(now)s
    RETURNING level_id, quantity
), freed AS (SELECT level_id, sum(quantity)::int AS units FROM ended GROUP BY level_id)
UPDATE inventory_stocklevel l SET reserved = l.reserved - f.units
FROM freed f WHERE l.id = f.level_id RETURNING l.id, f.units, l.backordered
"""


def free_expired(level_ids: Iterable[int], *, now: datetime) -> dict[int, int]:
    """End what is past its time on levels that the caller has locked; the units freed by level.

    One statement, and the fact for whoever waits in a freed level's queue. For services about to
    refuse for want of stock: free, then try once more.
    """
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRE, {"levels": sorted(set(level_ids)), "now": now})
        freed = cursor.fetchall()
    waited_for = sorted(level_id for level_id, _, backordered in freed if backordered)
    if waited_for:
        publish_many(Publication(fact=StockReceived(level_id=level_id), actor=SYSTEM) for level_id in waited_for)
    return {level_id: units for level_id, units, _ in freed}


def expire_reservations(*, now: datetime) -> int:
    """End every reservation past its time, a few levels a transaction; tells the units freed."""
    total = 0
    while level_ids := _levels_with_expired(now):
        total += _expire_on(level_ids=level_ids, now=now)
        if len(level_ids) < LEVELS_PER_RUN:
            break
    return total


def _levels_with_expired(now: datetime) -> list[int]:
    past = Reservation.objects.filter(ended_at=None, expires_at__lte=now)
    return list(past.order_by("level_id").values_list("level_id", flat=True).distinct()[:LEVELS_PER_RUN])


@service
def _expire_on(*, level_ids: list[int], now: datetime) -> int:
    levels_for_update(level_ids)
    return sum(free_expired(level_ids, now=now).values())


def forget_ended_reservations(*, now: datetime) -> int:
    """Delete reservations that ended a month ago; tells how many. The books count active ones alone."""
    deleted, _ = Reservation.objects.filter(ended_at__lt=now - KEPT).delete()
    return deleted
