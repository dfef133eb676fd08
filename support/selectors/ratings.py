"""What customers thought, by what they may have thought of: the goods, the carrier, the picker.

The figure is the mean of the ratings: their sum ÷ their number. Low are ratings of 1 and 2; low share is their
number ÷ all. By SKU the ratings of lines count; by carrier and by picker those of whole orders, once for each carrier
that carried a parcel of the order and once for each person who picked for it. By channel all ratings of orders count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection
from django.db.models import QuerySet

from support.models import Feedback

ROWS_SHOWN = 200
RATINGS_SHOWN = 100
_ORDERS = "f.line_id IS NULL"
_SOURCES: Mapping[str, str] = {
    "sku": """
SELECT f.id, f.rating, s.id AS key, s.code || ' ' || s.name AS label FROM support_feedback f
JOIN orders_orderline l ON l.id = f.line_id JOIN catalog_sku s ON s.id = l.sku_id
JOIN orders_order o ON o.id = f.order_id WHERE true""",
    "carrier": f"""
SELECT DISTINCT f.id, f.rating, a.id AS key, a.name AS label FROM support_feedback f
JOIN shipping_shippinglabel l ON l.order_id = f.order_id AND l.state = 'purchased'
JOIN fulfillment_parcel p ON p.id = l.parcel_id AND p.shipped_at IS NOT NULL
JOIN shipping_carrieraccount a ON a.id = l.account_id
JOIN orders_order o ON o.id = f.order_id WHERE {_ORDERS}""",
    "picker": f"""
SELECT DISTINCT f.id, f.rating, u.id AS key, u.username AS label FROM support_feedback f
JOIN fulfillment_fulfillmentorder w ON w.order_id = f.order_id
JOIN fulfillment_fulfillmentline wl ON wl.fulfillment_order_id = w.id
JOIN fulfillment_picktask t ON t.line_id = wl.id AND t.picked_quantity > 0
JOIN accounts_user u ON u.id = t.assignee_id
JOIN orders_order o ON o.id = f.order_id WHERE {_ORDERS}""",
    "channel": f"""
SELECT f.id, f.rating, c.id AS key, c.name AS label FROM support_feedback f
JOIN orders_order o ON o.id = f.order_id JOIN catalog_channel c ON c.id = o.channel_id WHERE {_ORDERS}""",
}
GROUPS = (("sku", "SKU"), ("carrier", "Carrier"), ("picker", "Picker"), ("channel", "Channel"))
_WITHIN = " AND f.given_at >= %(since)s AND (%(channel)s::bigint IS NULL OR o.channel_id = %(channel)s)"


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One group: how many rated it, how many low, and the sum the mean is made of."""

    key: int
    label: str
    count: int
    low: int
    total: int

    @property
    def mean(self) -> Decimal:
        return (Decimal(self.total) / self.count).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def low_percent(self) -> Decimal:
        return (Decimal(100 * self.low) / self.count).quantize(Decimal("0.1"), ROUND_HALF_UP)


def ratings_by(group: str, *, since: datetime, channel_id: int | None = None) -> Sequence[RatingRow]:
    """The groups with the worst mean first, at most 200; one query."""
    sql = f"""
SELECT key, label, count(*), count(*) FILTER (WHERE rating <= 2), sum(rating)
FROM ({_SOURCES[group]}{_WITHIN}) AS rated GROUP BY key, label
ORDER BY avg(rating), count(*) DESC, label LIMIT %(limit)s"""
    with connection.cursor() as cursor:
        cursor.execute(sql, {"since": since, "channel": channel_id, "limit": ROWS_SHOWN})
        return [RatingRow(*row) for row in cursor.fetchall()]


def ratings_behind(group: str, key: int, *, since: datetime, channel_id: int | None = None) -> "QuerySet[Feedback]":
    """The ratings a row is made of, worst and newest first, at most 100; two queries."""
    sql = f"""
SELECT id FROM ({_SOURCES[group]}{_WITHIN}) AS rated WHERE key = %(key)s
ORDER BY rating, id DESC LIMIT %(limit)s"""
    with connection.cursor() as cursor:
        cursor.execute(sql, {"since": since, "channel": channel_id, "key": key, "limit": RATINGS_SHOWN})
        keys = [pk for (pk,) in cursor.fetchall()]
    found = Feedback.objects.filter(pk__in=keys).select_related("order", "line", "case")
    return found.order_by("rating", "-pk")
