"""Feeds for ERP and CRM: everything once, then every change, without gaps however transactions overlap.

An order changed when its timeline says so, a customer when their row did or they ordered in the channel. Both moments
are the starts of transactions, so what lies before the horizon is complete.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from api.errors import BadCursor
from api.selectors.feed_places import Place, place_of
from api.selectors.horizon import horizon
from core.errors import InvalidInput

# Changes are read in windows, so that one page never sorts more than happened in one of them; quiet ones grow.
WINDOW = timedelta(minutes=15)
LARGEST_WINDOW = timedelta(days=1)
FURTHEST_BACK = timedelta(days=31)
ORDERS, CUSTOMERS = "orders", "customers"

_ALL_ORDERS = """
SELECT o.id FROM orders_order o WHERE o.channel_id = %(channel)s AND NOT o.is_practice AND o.id > %(key)s
ORDER BY o.id LIMIT %(limit)s
"""
# One row for each order, at its latest change of the window.
_CHANGED_ORDERS = """
SELECT c.at, c.id FROM (
    SELECT max(e.at) AS at, e.order_id AS id FROM core_event e
    WHERE e.at >= %(since)s AND e.at < %(until)s GROUP BY e.order_id
) c JOIN orders_order o ON o.id = c.id
WHERE o.channel_id = %(channel)s AND NOT o.is_practice AND (c.at, c.id) > (%(since)s, %(key)s)
ORDER BY c.at, c.id LIMIT %(limit)s
"""
_BOUGHT_HERE = """EXISTS (
    SELECT FROM orders_order o
    WHERE o.customer_id = c.id AND o.channel_id = %(channel)s AND o.placed_at IS NOT NULL AND NOT o.is_practice
)"""
_ALL_CUSTOMERS = f"""
SELECT c.id FROM customers_customer c WHERE c.id > %(key)s AND {_BOUGHT_HERE} ORDER BY c.id LIMIT %(limit)s
"""
_CHANGED_CUSTOMERS = f"""
SELECT x.at, x.id FROM (
    SELECT max(each.at) AS at, each.id FROM (
        SELECT c.changed_at AS at, c.id FROM customers_customer c
        WHERE c.changed_at >= %(since)s AND c.changed_at < %(until)s AND {_BOUGHT_HERE}
        UNION ALL
        SELECT e.at, o.customer_id FROM core_event e JOIN orders_order o ON o.id = e.order_id
        WHERE e.name = 'orders.placed' AND e.at >= %(since)s AND e.at < %(until)s
          AND o.channel_id = %(channel)s AND NOT o.is_practice AND o.customer_id IS NOT NULL
    ) each GROUP BY each.id
) x WHERE (x.at, x.id) > (%(since)s, %(key)s) ORDER BY x.at, x.id LIMIT %(limit)s
"""
_STATEMENTS = {ORDERS: (_ALL_ORDERS, _CHANGED_ORDERS), CUSTOMERS: (_ALL_CUSTOMERS, _CHANGED_CUSTOMERS)}


@dataclass(frozen=True)
class FeedPage:
    """Keys of one page in their order, the place behind it, and whether more is there now."""

    keys: Sequence[int]
    following: Place
    is_more: bool


def feed_page(*, feed: str, channel_id: int, changed_since: str, limit: int) -> FeedPage:
    """At most ``limit`` rows behind ``changed_since``: a place of this feed, a moment, or nothing for everything.

    Raises BadCursor and InvalidInput for a moment too long ago.
    """
    until = horizon()
    place = _begin(feed, changed_since, until)
    values = {"channel": channel_id, "limit": limit + 1}
    whole, changes = _STATEMENTS[feed]
    if place.is_walk:
        keys = [row[0] for row in _rows(whole, {**values, "key": place.key})]
        if len(keys) > limit:
            return FeedPage(keys[:limit], Place(feed, True, place.since, keys[limit - 1]), is_more=True)
        # What changed while the walk went on is told from where it began.
        return FeedPage(keys, Place(feed, False, place.since), is_more=place.since < until)
    return _changes(place, until, limit, lambda window: _rows(changes, {**values, **window}))


def _begin(feed: str, changed_since: str, until: datetime) -> Place:
    if not changed_since:
        return Place(feed, True, until)
    moment = _moment(changed_since)
    if moment is None:
        place = place_of(changed_since, feed=feed)
        if not place.is_walk and place.since < until - 2 * FURTHEST_BACK:
            raise BadCursor("This place is too old. Begin without “changed_since”.", field="changed_since")
        return place
    if moment < until - FURTHEST_BACK:
        raise InvalidInput(
            f"Changes can be asked for from at most {FURTHEST_BACK.days} days back. Begin without “changed_since”.",
            field="changed_since",
        )
    return Place(feed, False, moment)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        raise InvalidInput("Say the moment with its offset, such as 2026-01-31T08:00:00Z.", field="changed_since")
    return moment


def _changes(
    place: Place, until: datetime, limit: int, read: Callable[[dict[str, Any]], list[tuple[Any, ...]]]
) -> FeedPage:
    """The first window behind the place that has rows, cut at ``limit``; empty when nothing changed up to now."""
    width = WINDOW
    while place.since < until:
        end = min(until, place.since + width)
        found = read({"since": place.since, "key": place.key, "until": end})
        if len(found) > limit:
            at, key = found[limit - 1]
            return FeedPage([row[1] for row in found[:limit]], Place(place.feed, False, at, key), is_more=True)
        place, width = Place(place.feed, False, end), min(2 * width, LARGEST_WINDOW)
        if found:
            return FeedPage([row[1] for row in found], place, is_more=end < until)
    return FeedPage([], place, is_more=False)


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
