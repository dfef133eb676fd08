-- ABC: SKUs by their net sales of a year, currency by currency; A makes the first 80 %, B the next 15 %, C the rest.
WITH sold AS (
    SELECT o.currency, l.sku_id, sum(l.ordered - l.canceled)::BIGINT AS units,
           sum(l.amount - l.canceled_amount - l.discount_amount + l.canceled_discount_amount
               - CASE WHEN o.prices_include_tax THEN l.tax_amount - l.canceled_tax_amount ELSE 0 END) AS net
    FROM lines l JOIN orders o ON o.id = l.order_id
    WHERE o.placed_at >= (SELECT max(placed_at) FROM orders) - INTERVAL 1 YEAR AND o.state NOT IN ('canceled', 'expired')
    GROUP BY ALL HAVING net > 0
), ranked AS (
    SELECT *, sum(net) OVER (PARTITION BY currency ORDER BY net DESC, sku_id) - net AS before,
           sum(net) OVER (PARTITION BY currency) AS total
    FROM sold
)
SELECT currency, CASE WHEN before < 0.80 * total THEN 'A' WHEN before < 0.95 * total THEN 'B' ELSE 'C' END AS class,
       count(*) AS skus, sum(units)::BIGINT AS units, sum(net) AS net, round(100.0 * sum(net) / any_value(total), 1) AS "%"
FROM ranked
GROUP BY ALL
ORDER BY currency, class;
