"""Units: what lines say, what claims say, what levels say."""

from core.audit.registry import promise

LEVELS_MATCH_CLAIMS = """
SELECT l.id AS reference, l.allocated, coalesce(a.claimed, 0) AS claimed, l.backordered, coalesce(b.owed, 0) AS owed
FROM inventory_stocklevel l
LEFT JOIN (SELECT level_id, sum(quantity) AS claimed FROM orders_allocation GROUP BY level_id) a ON a.level_id = l.id
LEFT JOIN (SELECT level_id, sum(quantity) AS owed FROM orders_backorder GROUP BY level_id) b ON b.level_id = l.id
WHERE l.allocated <> coalesce(a.claimed, 0) OR l.backordered <> coalesce(b.owed, 0)
"""

LINES_ADD_UP = """
SELECT order_id AS reference, id AS line
FROM orders_orderline
WHERE {orders_changed} AND (
    ordered - canceled <> unplaced + allocated + backordered + shipped
    OR packed > picked OR picked > released OR released > allocated
    OR delivered + lost > shipped OR return_requested + returned > shipped
    OR least(ordered, unplaced, allocated, backordered, released, picked, packed, return_requested, canceled,
             shipped, delivered, lost, returned) < 0
)
"""

# A SKU whose stock is not tracked, or that does not travel, is allocated without a claim.
LINES_MATCH_CLAIMS = """
SELECT l.order_id AS reference, l.id AS line, l.allocated, a.claimed, l.backordered, b.owed
FROM orders_orderline l
LEFT JOIN LATERAL (SELECT sum(quantity) AS claimed FROM orders_allocation WHERE line_id = l.id) a ON TRUE
LEFT JOIN LATERAL (SELECT sum(quantity) AS owed FROM orders_backorder WHERE line_id = l.id) b ON TRUE
WHERE {orders_changed l.order_id} AND (
    coalesce(a.claimed, 0) <> CASE WHEN l.track_stock AND l.needs_shipping THEN l.allocated ELSE 0 END
    OR coalesce(b.owed, 0) <> l.backordered
)
"""

CLAIMS_ARE_ON_THE_SKU = """
SELECT l.order_id AS reference, l.id AS line, s.id AS level
FROM orders_allocation a
JOIN orders_orderline l ON l.id = a.line_id
JOIN inventory_stocklevel s ON s.id = a.level_id
WHERE {orders_changed l.order_id} AND s.sku_id <> l.sku_id
"""

# Drafts alone hold units that nobody has sought a source for.
NO_PLACED_UNIT_WITHOUT_A_SOURCE = """
SELECT o.number AS reference, o.state, l.id AS line, l.unplaced
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
WHERE {orders_changed o.id} AND l.unplaced > 0 AND o.state <> 'draft'
"""

CLAIM_PROMISES = [
    promise(number=2, name="levels_match_claims", sql=LEVELS_MATCH_CLAIMS),
    promise(number=3, name="line_quantities_add_up", sql=LINES_ADD_UP),
    promise(number=3, name="lines_match_claims", sql=LINES_MATCH_CLAIMS),
    promise(number=3, name="claims_are_on_the_lines_sku", sql=CLAIMS_ARE_ON_THE_SKU),
    promise(number=3, name="no_placed_unit_without_a_source", sql=NO_PLACED_UNIT_WITHOUT_A_SOURCE),
]
