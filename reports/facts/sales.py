"""Orders placed in a stretch of time of one channel, as agreed: by day, currency and country, and by SKU.

Parameters: ``channel``, ``zone`` and ``decimals`` of the channel, ``start`` and ``end`` as moments.
"""

from reports.facts.counting import REAL_ORDER
from reports.facts.timeline import MERGED_AWAY, timeline

# An order that went into another lives on there; units split off are sold in the order they went to.
TAKEN = f"""
taken AS (
    SELECT o.id, (o.placed_at AT TIME ZONE %(zone)s)::date AS day, o.channel_id, o.currency, o.prices_include_tax,
           coalesce(ship.country, bill.country, '') AS country, o.is_historical, o.state, o.total
    FROM orders_order o
    JOIN catalog_channel c ON c.id = o.channel_id
    LEFT JOIN customers_address ship ON ship.id = o.shipping_address_id
    LEFT JOIN customers_address bill ON bill.id = o.billing_address_id
    WHERE o.channel_id = %(channel)s AND o.placed_at >= %(start)s AND o.placed_at < %(end)s AND {REAL_ORDER}
      AND NOT {MERGED_AWAY}
), moved AS (
    SELECT l.id AS line_id, sum((v.value ->> 1)::bigint - (v.value ->> 0)::bigint) AS units
    FROM {timeline("'orders.split'", start="%(start)s", end="clock_timestamp()")} e
    JOIN taken t ON t.id = e.order_id
    CROSS JOIN LATERAL jsonb_each(e.changes) v
    JOIN orders_orderline l ON l.order_id = e.order_id AND v.key = 'line ' || l.position || ' canceled'
    GROUP BY l.id
), sold AS (
    SELECT t.id AS order_id, l.sku_id, l.id AS line_id, t.day, t.channel_id, t.currency,
           l.ordered - coalesce(m.units, 0) AS units, l.ordered - l.canceled AS kept_units,
           CASE WHEN m.units IS NULL THEN l.amount
                ELSE round(l.amount * (l.ordered - m.units) / l.ordered, %(decimals)s) END AS gross,
           CASE WHEN m.units IS NULL THEN l.amount - l.discount_amount
                ELSE round((l.amount - l.discount_amount) * (l.ordered - m.units) / l.ordered, %(decimals)s)
           END AS paid,
           CASE WHEN m.units IS NULL THEN l.tax_amount
                ELSE round(l.tax_amount * (l.ordered - m.units) / l.ordered, %(decimals)s) END AS tax,
           l.amount - l.canceled_amount - (l.discount_amount - l.canceled_discount_amount)
             - CASE WHEN t.prices_include_tax THEN l.tax_amount - l.canceled_tax_amount ELSE 0 END AS kept_net,
           t.prices_include_tax
    FROM taken t JOIN orders_orderline l ON l.order_id = t.id LEFT JOIN moved m ON m.line_id = l.id
)
"""
SALES = f"""
WITH {TAKEN}, goods AS (
    SELECT order_id, sum(units) AS units, sum(gross) AS gross, sum(paid) AS paid, sum(tax) AS tax
    FROM sold GROUP BY order_id
), extras AS (
    SELECT x.order_id, sum(x.amount) FILTER (WHERE x.kind = 'shipping') AS shipping,
           sum(x.amount) FILTER (WHERE x.kind <> 'shipping') AS charges, sum(x.tax_amount) AS tax
    FROM orders_ordercharge x JOIN taken t ON t.id = x.order_id GROUP BY x.order_id
), one AS (
    SELECT t.*, coalesce(g.units, 0) AS units, coalesce(g.gross, 0) AS gross,
           coalesce(g.gross - g.paid, 0) AS discounts, coalesce(x.shipping, 0) AS shipping,
           coalesce(x.charges, 0) AS charges, coalesce(g.tax, 0) + coalesce(x.tax, 0) AS tax,
           coalesce(g.paid, 0) + coalesce(x.shipping, 0) + coalesce(x.charges, 0) AS value
    FROM taken t LEFT JOIN goods g ON g.order_id = t.id LEFT JOIN extras x ON x.order_id = t.id
)
SELECT day, channel_id, currency, country, count(*) AS orders,
       count(*) FILTER (WHERE is_historical) AS historical_orders,
       count(*) FILTER (WHERE state IN ('canceled', 'expired')) AS lost_orders,
       sum(units) AS units, sum(gross) AS gross, sum(discounts) AS discounts, sum(shipping) AS shipping,
       sum(charges) AS charges, sum(tax) AS tax,
       sum(value - CASE WHEN prices_include_tax THEN tax ELSE 0 END) AS net,
       sum(value + CASE WHEN prices_include_tax THEN 0 ELSE tax END) AS total, sum(one.total) AS kept_total
FROM one GROUP BY day, channel_id, currency, country
"""
SKUS = f"""
WITH {TAKEN}
SELECT day, channel_id, currency, sku_id, count(DISTINCT order_id) AS orders, sum(units) AS units,
       sum(gross) AS gross, sum(gross - paid) AS discounts, sum(tax) AS tax,
       sum(paid - CASE WHEN prices_include_tax THEN tax ELSE 0 END) AS net,
       sum(kept_units) AS kept_units, sum(kept_net) AS kept_net
FROM sold GROUP BY day, channel_id, currency, sku_id
"""
