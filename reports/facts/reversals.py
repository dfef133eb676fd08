"""What was called off and given back in a stretch of time of one channel. Parameters as of ``sales``.

The timeline says when units were called off, and its event what the order cost less by it, charges that ended with it
among them. Of an edit only the units called off count, worth what they were sold for as ``orders.selectors.worth``
shares it.
"""

from reports.facts.counting import REAL_ORDER
from reports.facts.timeline import timeline

CANCELING = (
    "orders.canceled", "orders.lines_canceled", "orders.expired", "orders.reinstated", "orders.changed",
    "imports.units_canceled",
)  # fmt: skip
_NAMES = ", ".join(f"'{name}'" for name in CANCELING)
_SHARE = (
    "round({whole} * (l.ordered - u.before) / l.ordered, %(decimals)s)"
    " - round({whole} * (l.ordered - u.after) / l.ordered, %(decimals)s)"
)
_GOODS = _SHARE.format(whole="(l.amount - l.discount_amount)")
_TAX = _SHARE.format(whole="l.tax_amount")

# Without a change of the total, units that cost nothing any more were called off, or a file of the past said nothing.
REVERSED = f"""
heard AS (
    SELECT e.key, e.order_id, e.name, e.changes, (e.at AT TIME ZONE %(zone)s)::date AS day,
           o.channel_id, o.currency, o.prices_include_tax, coalesce(ship.country, bill.country, '') AS country
    FROM {timeline(_NAMES, start="%(start)s", end="%(end)s")} e
    JOIN orders_order o ON o.id = e.order_id AND o.channel_id = %(channel)s AND o.placed_at IS NOT NULL
    JOIN catalog_channel c ON c.id = o.channel_id
    LEFT JOIN customers_address ship ON ship.id = o.shipping_address_id
    LEFT JOIN customers_address bill ON bill.id = o.billing_address_id
    WHERE {REAL_ORDER}
), lines AS (
    SELECT u.key, sum(u.after - u.before) AS units,
           sum({_GOODS} + CASE WHEN u.prices_include_tax THEN 0 ELSE {_TAX} END) AS value
    FROM (
        SELECT h.key, h.order_id, h.prices_include_tax, split_part(v.key, ' ', 2)::int AS position,
               (v.value ->> 0)::int AS before, (v.value ->> 1)::int AS after
        FROM heard h CROSS JOIN LATERAL jsonb_each(h.changes) v WHERE v.key ~ '^line \\d+ canceled$'
    ) u JOIN orders_orderline l ON l.order_id = u.order_id AND l.position = u.position AND l.ordered > 0
    GROUP BY u.key
), reversed AS (
    SELECT h.*, coalesce(g.units, 0) AS units,
           CASE WHEN h.name <> 'orders.changed' AND h.changes ? 'total'
                THEN (h.changes -> 'total' ->> 0)::numeric - (h.changes -> 'total' ->> 1)::numeric
                WHEN h.name = 'imports.units_canceled' THEN 0 ELSE coalesce(g.value, 0)
           END AS value
    FROM heard h LEFT JOIN lines g ON g.key = h.key
)
"""
# Money given back, less what came back to us of it.
RETURNED = f"""
returned AS (
    SELECT t.id, p.order_id, (t.settled_at AT TIME ZONE %(zone)s)::date AS day, o.channel_id, t.currency,
           coalesce(ship.country, bill.country, '') AS country,
           CASE WHEN t.kind = 'refund' THEN t.amount ELSE -t.amount END AS amount,
           CASE WHEN t.kind = 'refund' THEN 1 ELSE 0 END AS refunds
    FROM payments_paymenttransaction t
    JOIN payments_payment p ON p.id = t.payment_id
    JOIN orders_order o ON o.id = p.order_id AND o.channel_id = %(channel)s
    JOIN catalog_channel c ON c.id = o.channel_id
    LEFT JOIN customers_address ship ON ship.id = o.shipping_address_id
    LEFT JOIN customers_address bill ON bill.id = o.billing_address_id
    WHERE t.kind IN ('refund', 'return') AND t.outcome = 'succeeded'
      AND t.settled_at >= %(start)s AND t.settled_at < %(end)s AND {REAL_ORDER}
)
"""
REVERSALS = f"""
WITH {REVERSED}, {RETURNED}
SELECT day, channel_id, currency, country, sum(canceled_orders) AS canceled_orders, sum(units) AS canceled_units,
       sum(value) AS canceled_value, sum(refunds) AS refunds, sum(refunded) AS refunded
FROM (
    SELECT day, channel_id, currency, country,
           count(DISTINCT order_id) FILTER (WHERE name IN ('orders.canceled', 'orders.expired')) AS canceled_orders,
           sum(units) AS units, sum(value) AS value, 0 AS refunds, 0 AS refunded
    FROM reversed GROUP BY day, channel_id, currency, country
    UNION ALL
    SELECT day, channel_id, currency, country, 0, 0, 0, sum(refunds), sum(amount)
    FROM returned GROUP BY day, channel_id, currency, country
) parts GROUP BY day, channel_id, currency, country
HAVING sum(canceled_orders) <> 0 OR sum(units) <> 0 OR sum(value) <> 0 OR sum(refunds) <> 0 OR sum(refunded) <> 0
"""
