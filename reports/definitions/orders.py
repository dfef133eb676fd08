"""Orders and their lines row by row, as what stands behind a figure and as a source of its own."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from reports.definitions.kinds import Rows
from reports.facts.counting import REAL_ORDER
from reports.facts.timeline import MERGED_AWAY

# Days are of many clocks: a window wide enough for all is read by index, the day itself decides.
ZONES = timedelta(hours=15)

ORDERS = f"""
SELECT o.id AS order_id, (o.placed_at AT TIME ZONE c.time_zone)::date AS day, o.channel_id, o.currency,
       coalesce(ship.country, bill.country, '') AS country, o.state, o.is_historical, o.customer_id, o.total,
       o.placed_at, c.time_zone AS zone
FROM orders_order o
JOIN catalog_channel c ON c.id = o.channel_id
LEFT JOIN customers_address ship ON ship.id = o.shipping_address_id
LEFT JOIN customers_address bill ON bill.id = o.billing_address_id
WHERE o.placed_at >= %(from_ts)s AND o.placed_at < %(to_ts)s AND {REAL_ORDER}
  AND NOT {MERGED_AWAY}
"""
LINES = f"""
SELECT l.id AS line_id, l.sku_id, o.order_id, o.day, o.channel_id, o.currency, o.country
FROM ({ORDERS}) o JOIN orders_orderline l ON l.order_id = o.order_id
"""


def window(first: date, last: date) -> dict[str, Any]:
    """The days as moments, wide enough for every clock; the row's own ``day`` decides at the end."""
    begin = datetime.combine(first, datetime.min.time(), timezone.get_default_timezone())
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), timezone.get_default_timezone())
    return {"from_ts": begin - ZONES, "to_ts": end + ZONES, "first": first, "last": last}


def live(sql: str) -> Any:
    """A source that reads the books as they are now; it gets the window, the days and ``now`` as parameters."""

    def source(first: date, last: date, now: datetime) -> Rows:
        return Rows(sql, {**window(first, last), "now": now})

    return source
