"""What else a customer ordered: whether anything before, and whether the same just now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

# A person is one customer, or several of one e-mail: two first orders at once make two.
_PERSON = """
    SELECT c.id UNION SELECT k.id FROM customers_customer k WHERE c.email <> '' AND lower(k.email) = lower(c.email)
"""
_RETURNING = f"""
SELECT o.id FROM orders_order o JOIN customers_customer c ON c.id = o.customer_id
WHERE o.id = ANY(%s) AND EXISTS (
    SELECT FROM orders_order e WHERE e.customer_id IN ({_PERSON}) AND e.id < o.id
    AND e.state NOT IN ('draft', 'canceled', 'expired')
)
"""
_GOODS = "SELECT l.sku_id, sum(l.ordered) FROM orders_orderline l WHERE l.order_id = {} GROUP BY l.sku_id"
_TWINS = f"""
SELECT o.id, d.number, round(abs(extract(epoch FROM o.placed_at - d.placed_at)))::int
FROM orders_order o JOIN customers_customer c ON c.id = o.customer_id
CROSS JOIN LATERAL (
    SELECT t.number, t.placed_at FROM orders_order t
    WHERE t.customer_id IN ({_PERSON}) AND t.id <> o.id AND t.{{earlier}}
      AND t.placed_at BETWEEN o.placed_at - make_interval(secs => %s) AND o.placed_at + make_interval(secs => %s)
      AND t.currency = o.currency AND t.total = o.total AND t.state NOT IN ('draft', 'canceled', 'expired')
      AND NOT EXISTS ({_GOODS.format("o.id")} EXCEPT {_GOODS.format("t.id")})
      AND NOT EXISTS ({_GOODS.format("t.id")} EXCEPT {_GOODS.format("o.id")})
    ORDER BY t.id LIMIT 1
) d
WHERE o.id = ANY(%s)
"""
_TWINS_REVIEWED = _TWINS.format(earlier="awaits_review = false")
_TWINS_EARLIER = _TWINS.format(earlier="id < o.id")


@dataclass(frozen=True, slots=True)
class Twin:
    """An order of the same person for the same goods and total, and how many seconds lie between the two."""

    number: str
    seconds: int


def orders_of_returning(order_ids: Collection[int]) -> set[int]:
    """Those of the orders whose customer had ordered before and kept it; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_RETURNING, [list(order_ids)])
        return {order_id for (order_id,) in cursor.fetchall()}


def reviewed_twins(order_ids: Collection[int], *, within: timedelta) -> Mapping[int, Twin]:
    """By order its twin that was reviewed already: of two placed at once, the one looked at last has one."""
    return _twins(_TWINS_REVIEWED, order_ids, within)


def earlier_twins(order_ids: Collection[int], *, within: timedelta) -> Mapping[int, Twin]:
    """By order its twin that was placed before it."""
    return _twins(_TWINS_EARLIER, order_ids, within)


def _twins(sql: str, order_ids: Collection[int], within: timedelta) -> Mapping[int, Twin]:
    seconds = within.total_seconds()
    with connection.cursor() as cursor:
        cursor.execute(sql, [seconds, seconds, list(order_ids)])
        return {order_id: Twin(number, apart) for order_id, number, apart in cursor.fetchall()}
