-- Cycle time: hours from stage to stage, as half, nine in ten and ninety-nine in a hundred orders had it.
WITH stages AS (
    SELECT o.id, o.placed_at, o.confirmed_at, o.processing_at AS released_at, min(p.shipped_at) AS shipped_at,
           o.delivered_at, o.completed_at
    FROM orders o
    LEFT JOIN works w ON w.order_id = o.id
    LEFT JOIN parcels p ON p.fulfillment_order_id = w.id
    WHERE o.placed_at IS NOT NULL AND NOT o.is_historical
    GROUP BY ALL
), spans AS (
    SELECT unnest([
        {'nr': 1, 'stage': 'placed to confirmed', 'took': confirmed_at - placed_at},
        {'nr': 2, 'stage': 'confirmed to released', 'took': released_at - confirmed_at},
        {'nr': 3, 'stage': 'released to shipped', 'took': shipped_at - released_at},
        {'nr': 4, 'stage': 'shipped to delivered', 'took': delivered_at - shipped_at},
        {'nr': 5, 'stage': 'placed to delivered', 'took': delivered_at - placed_at},
        {'nr': 6, 'stage': 'placed to completed', 'took': completed_at - placed_at}
    ], recursive := true)
    FROM stages
)
SELECT stage, count(took) AS orders,
       round(quantile_cont(epoch(took), 0.5) / 3600, 2) AS "half (h)",
       round(quantile_cont(epoch(took), 0.9) / 3600, 2) AS "90 % (h)",
       round(quantile_cont(epoch(took), 0.99) / 3600, 2) AS "99 % (h)"
FROM spans
GROUP BY nr, stage
ORDER BY nr;
