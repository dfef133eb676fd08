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

# A return's credit is what its lines are worth less the fees taken, never below zero; all of them are on the order.
CREDIT_ADDS_UP = """
SELECT r.number AS reference, r.credited_amount, l.worth, f.taken
FROM returns_return r
JOIN LATERAL (
    SELECT coalesce(sum(rl.refunded_amount), 0) AS worth FROM returns_returnline rl WHERE rl.rma_id = r.id
) l ON true
JOIN LATERAL (
    SELECT coalesce(sum(x.amount) FILTER (WHERE x.waived_by = ''), 0) AS taken
    FROM returns_returnfee x WHERE x.rma_id = r.id
) f ON true
WHERE {orders_changed r.order_id} AND r.credited_amount <> l.worth - f.taken
UNION ALL
SELECT o.number, o.credited_amount, sum(r.credited_amount), NULL
FROM returns_return r JOIN orders_order o ON o.id = r.order_id
WHERE {orders_changed r.order_id}
GROUP BY o.id, o.number, o.credited_amount
HAVING sum(r.credited_amount) > o.credited_amount
"""

# A box is booked once: what was scanned of booked boxes is what the return's lines and strays say came in.
BOXES_BOOKED_ONCE = """
SELECT r.number AS reference, b.scanned, coalesce(l.came, 0) + coalesce(s.stray, 0) AS booked
FROM (
    SELECT c.rma_id, sum(x.quantity) AS scanned
    FROM returns_returnreceipt c JOIN returns_receiptscan x ON x.receipt_id = c.id AND x.taken_back_at IS NULL
    WHERE c.booked_at IS NOT NULL GROUP BY c.rma_id
) b
JOIN returns_return r ON r.id = b.rma_id
LEFT JOIN LATERAL (
    SELECT sum(quantity) AS came FROM returns_returnline WHERE rma_id = r.id AND reception = 'received'
) l ON true
LEFT JOIN LATERAL (SELECT sum(quantity) AS stray FROM returns_strayitem WHERE rma_id = r.id) s ON true
WHERE {orders_changed r.order_id} AND b.scanned > coalesce(l.came, 0) + coalesce(s.stray, 0)
"""

# Nobody settles against a rule without an exception that somebody answers for.
RULES_KEPT_OR_OVERRIDDEN = """
SELECT r.number AS reference, f.rule
FROM returns_rulefinding f JOIN returns_return r ON r.id = f.rma_id
WHERE f.overridden_at IS NULL AND r.resolved_at IS NOT NULL AND {orders_changed r.order_id}
"""

# Nobody can send goods with the label of a return that is over; five minutes for the effect.
NO_LABEL_WITHOUT_RETURN = """
SELECT r.number AS reference, l.state, r.state AS of_return
FROM shipping_looselabel l JOIN returns_return r ON r.number = l.cause_reference
WHERE l.cause_kind = 'return' AND l.direction = 'to_us' AND l.is_wanted
  AND l.state IN ('requested', 'purchased', 'unknown') AND l.tracking_status = 'not_moving'
  AND (l.void_until IS NULL OR l.void_until > r.ended_at)
  AND r.state IN ('expired', 'canceled', 'rejected') AND {orders_changed r.order_id}
"""

# The bonus of store credit is in the customer's ledger, once.
BONUS_IS_IN_THE_LEDGER = """
SELECT r.number AS reference, r.bonus_amount, e.entered
FROM returns_return r
JOIN LATERAL (
    SELECT coalesce(sum(amount), 0) AS entered FROM payments_creditentry WHERE key = 'return-bonus-' || r.id
) e ON true
WHERE r.bonus_amount <> e.entered AND {orders_changed r.order_id}
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
    promise(number=4, name="boxes_booked_once", sql=BOXES_BOOKED_ONCE),
    promise(number=4, name="return_rules_kept_or_overridden", sql=RULES_KEPT_OR_OVERRIDDEN),
    promise(number=11, name="no_label_without_return", sql=NO_LABEL_WITHOUT_RETURN),
    promise(number=8, name="return_bonus_is_in_the_ledger", sql=BONUS_IS_IN_THE_LEDGER),
    promise(number=9, name="open_returns_counted", sql=OPEN_RETURNS_COUNTED),
    *AFTERSALE_PROMISES,
]
