-- Basket pairs: SKUs bought together more often than chance would have it (lift), of pairs in at least two orders.
WITH baskets AS (
    SELECT DISTINCT l.order_id, l.sku_id
    FROM lines l JOIN orders o ON o.id = l.order_id
    WHERE o.placed_at IS NOT NULL AND o.state NOT IN ('canceled', 'expired') AND l.ordered > l.canceled
), total AS (
    SELECT count(DISTINCT order_id) AS orders FROM baskets
), alone AS (
    SELECT sku_id, count(*) AS orders FROM baskets GROUP BY sku_id
), pairs AS (
    SELECT a.sku_id AS one, b.sku_id AS other, count(*) AS together
    FROM baskets a JOIN baskets b ON b.order_id = a.order_id AND b.sku_id > a.sku_id
    GROUP BY ALL HAVING count(*) >= 2
)
SELECT s.code AS sku, t.code AS "with", p.together,
       round(100.0 * p.together / x.orders, 1) AS "% of the first",
       round(p.together * total.orders / (x.orders * y.orders)::DOUBLE, 2) AS lift
FROM pairs p
JOIN alone x ON x.sku_id = p.one
JOIN alone y ON y.sku_id = p.other
JOIN skus s ON s.id = p.one
JOIN skus t ON t.id = p.other
CROSS JOIN total
ORDER BY p.together DESC, lift DESC, sku, "with"
LIMIT 25;
