"""Orders whose wait is over complete by themselves, channel by channel."""

import time
from datetime import datetime

from django.db.models import QuerySet

from catalog.models import Channel
from orders.models import Order
from orders.selectors.waiting import ripe_orders, silent_orders
from orders.services.completing import complete_ripe

CHUNK = 50
BUDGET_SECONDS = 40.0


def complete_all_ripe(*, now: datetime, seconds: float = BUDGET_SECONDS) -> int:
    """How many orders were completed, ``CHUNK`` a transaction, for ``seconds`` at most; the next run goes on."""
    ends = time.monotonic() + seconds
    return sum(
        _complete(find(channel, now=now), ends=ends)
        for channel in Channel.objects.order_by("pk")
        for find in (ripe_orders, silent_orders)
    )


def _complete(orders: QuerySet[Order], *, ends: float) -> int:
    """One that does not complete after all is passed over, so that nobody waits behind it."""
    passed_over: list[int] = []
    done, looked = 0, CHUNK
    while looked == CHUNK and time.monotonic() < ends:
        outcome = complete_ripe(orders=orders.exclude(pk__in=passed_over), limit=CHUNK)
        passed_over += [key for key, is_done in outcome.items() if not is_done]
        looked, done = len(outcome), done + sum(outcome.values())
    return done
