"""Promises of the books about returned goods."""

from core.audit.registry import promise
from returns.aftersale_promises import AFTERSALE_PROMISES

# Σ restocked ≤ received, by the movements that the return caused, in units of one SKU.
RESTOCKED_WITHIN_RECEIVED = """
SELECT r.number AS reference, s.sku_id, s.restocked, coalesce(m.received, 0) AS received
FROM returns_return r
JOIN LATERAL (
    SELECT ol.sku_id, sum(rl.quantity) FILTER (WHERE rl.disposition = 'restock') AS restocked
    FROM returns_returnline rl JOIN orders_orderline ol ON ol.id = rl.order_line_id
    WHERE rl.rma_id = r.id AND ol.track_stock
    GROUP BY ol.sku_id
) s ON s.restocked > 0
LEFT JOIN LATERAL (
    SELECT sum(sm.quantity) AS received
    FROM inventory_stockmovement sm JOIN inventory_stocklevel sl ON sl.id = sm.level_id
    WHERE sm.cause_reference = r.number AND sm.kind = 'return' AND sl.sku_id = s.sku_id
) m ON true
WHERE s.restocked > coalesce(m.received, 0) AND {orders_changed r.order_id}
"""

# No unit twice: what the order says came back and is announced is at least what its returns say.
NO_UNIT_RETURNED_TWICE = """
SELECT o.number AS reference, ol.id AS line, ol.returned, ol.return_requested, rl.received, rl.awaited
FROM (
    SELECT order_line_id,
           coalesce(sum(quantity) FILTER (WHERE reception = 'received'), 0) AS received,
           coalesce(sum(quantity) FILTER (WHERE reception = 'awaiting' AND r.ended_at IS NULL), 0) AS awaited
    FROM returns_returnline JOIN returns_return r ON r.id = rma_id
    GROUP BY order_line_id
) rl
JOIN orders_orderline ol ON ol.id = rl.order_line_id
JOIN orders_order o ON o.id = ol.order_id
WHERE {orders_changed o.id} AND (
    rl.received > ol.returned OR rl.awaited <> ol.return_requested OR ol.returned + ol.return_requested > ol.shipped
)
"""

# A return's credit is the sum of its lines', and all credits of returns are on the order.
CREDIT_ADDS_UP = """
SELECT r.number AS reference, r.credited_amount, coalesce(sum(rl.refunded_amount), 0) AS of_lines
FROM returns_return r LEFT JOIN returns_returnline rl ON rl.rma_id = r.id
WHERE {orders_changed r.order_id}
GROUP BY r.id, r.number, r.credited_amount
HAVING r.credited_amount <> coalesce(sum(rl.refunded_amount), 0)
UNION ALL
SELECT o.number, o.credited_amount, sum(r.credited_amount)
FROM returns_return r JOIN orders_order o ON o.id = r.order_id
WHERE {orders_changed r.order_id}
GROUP BY o.id, o.number, o.credited_amount
HAVING sum(r.credited_amount) > o.credited_amount
"""

# The notice board's count is recomputed from its source.
OPEN_RETURNS_COUNTED = """
SELECT o.number AS reference, o.open_returns, coalesce(r.open, 0) AS counted
FROM orders_order o
LEFT JOIN (
    SELECT order_id, count(*) AS open FROM returns_return WHERE ended_at IS NULL GROUP BY order_id
) r ON r.order_id = o.id
WHERE o.open_returns <> coalesce(r.open, 0) AND {orders_changed o.id}
"""

PROMISES = [
    promise(number=4, name="restocked_within_received", sql=RESTOCKED_WITHIN_RECEIVED),
    promise(number=4, name="no_unit_returned_twice", sql=NO_UNIT_RETURNED_TWICE),
    promise(number=4, name="return_credit_adds_up", sql=CREDIT_ADDS_UP),
    promise(number=9, name="open_returns_counted", sql=OPEN_RETURNS_COUNTED),
    *AFTERSALE_PROMISES,
]
