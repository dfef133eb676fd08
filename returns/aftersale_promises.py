"""Promises of the books about exchanges and customers' claims."""

from core.audit.registry import promise

# No unit for a claim and a return: a line's count is what its claims hold, and with what returns it fits what shipped.
NO_UNIT_CLAIMED_TWICE = """
SELECT o.number AS reference, ol.id AS line, ol.claimed, coalesce(c.held, 0) AS held, ol.returned, ol.return_requested
FROM orders_orderline ol
JOIN orders_order o ON o.id = ol.order_id
LEFT JOIN (
    SELECT cl.order_line_id, sum(cl.quantity - cl.freed_units) AS held
    FROM returns_claimline cl JOIN returns_claim c ON c.id = cl.claim_id
    WHERE c.kind <> 'late' AND c.state NOT IN ('denied', 'canceled')
    GROUP BY cl.order_line_id
) c ON c.order_line_id = ol.id
WHERE (ol.claimed > 0 OR c.held > 0) AND {orders_changed o.id}
  AND (ol.claimed <> coalesce(c.held, 0) OR ol.claimed + ol.returned + ol.return_requested > ol.shipped)
"""

# Goods or money, never both: what went out anew is counted by its source, and is not paid back as well.
GOODS_OR_MONEY_ONCE = """
SELECT o.number AS reference, ol.id AS line, ol.shipped, ol.sent_anew,
       coalesce(c.units, 0) + coalesce(p.units, 0) AS anew, ol.credited_units + coalesce(r.units, 0) AS given
FROM orders_orderline ol
JOIN orders_order o ON o.id = ol.order_id
LEFT JOIN (
    SELECT order_line_id, sum(replace_units) AS units FROM returns_claimline GROUP BY order_line_id
) c ON c.order_line_id = ol.id
LEFT JOIN (
    SELECT i.order_line_id, sum(i.quantity) AS units
    FROM shipping_remedy m JOIN fulfillment_parcelitem i ON i.parcel_id = m.parcel_id
    WHERE m.kind = 'reship' GROUP BY i.order_line_id
) p ON p.order_line_id = ol.id
LEFT JOIN (
    SELECT l.order_line_id, sum(l.units) AS units
    FROM payments_refundline l JOIN payments_refund f ON f.id = l.refund_id
    WHERE l.kind = 'units' AND f.state <> 'canceled' GROUP BY l.order_line_id
) r ON r.order_line_id = ol.id
WHERE (ol.sent_anew > 0 OR c.units > 0 OR p.units > 0) AND {orders_changed o.id}
  AND (ol.sent_anew <> coalesce(c.units, 0) + coalesce(p.units, 0)
       OR ol.credited_units + coalesce(r.units, 0) + ol.sent_anew > ol.shipped)
"""

# What a claim sends anew is what its order was placed for, at no price; what it pays back is what its refunds say;
# one that was canceled a moment ago is being taken off.
CLAIM_MADE_GOOD_ONCE = """
SELECT c.number AS reference, u.replaced, n.ordered, n.total, u.refunded, r.units AS paid_back
FROM returns_claim c
JOIN LATERAL (
    SELECT coalesce(sum(replace_units), 0) AS replaced, coalesce(sum(refund_units), 0) AS refunded
    FROM returns_claimline WHERE claim_id = c.id
) u ON true
LEFT JOIN LATERAL (
    SELECT coalesce(sum(l.ordered), 0) AS ordered, max(o.total) AS total
    FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id WHERE o.id = c.replacement_id
) n ON true
LEFT JOIN LATERAL (
    SELECT coalesce(sum(rl.units) FILTER (WHERE rf.state <> 'canceled'), 0) AS units,
           coalesce(sum(rl.units) FILTER (WHERE rf.finished_at > now() - interval '5 minutes'), 0) AS recent
    FROM payments_refund rf JOIN payments_refundline rl ON rl.refund_id = rf.id
    WHERE rf.order_id = c.order_id AND rf.cause_kind = 'claim'
      AND split_part(rf.cause_reference, ' ', 1) = c.number
) r ON true
WHERE {orders_changed c.order_id} AND (
    (c.replacement_id IS NOT NULL AND (u.replaced <> n.ordered OR n.total > 0))
    OR (c.replacement_id IS NULL AND c.state = 'resolved' AND u.replaced > 0)
    OR u.refunded NOT BETWEEN r.units AND r.units + r.recent
)
"""

# The worth of returned goods left the first order as one refund to store credit and was held for the new one.
EXCHANGE_MOVED_THROUGH_CREDIT = """
SELECT x.number AS reference, x.taken_amount, r.amount AS to_credit, coalesce(p.held, 0) AS held
FROM returns_exchange x
LEFT JOIN LATERAL (
    SELECT sum(amount) AS amount, count(*) AS refunds FROM payments_refund
    WHERE order_id = x.order_id AND cause_kind = 'exchange' AND cause_reference = x.number
      AND destination = 'store_credit' AND state = 'succeeded'
) r ON true
LEFT JOIN LATERAL (
    SELECT sum(authorized_amount) AS held FROM payments_payment
    WHERE order_id = x.replacement_id AND kind = 'store_credit'
) p ON true
WHERE {orders_changed x.order_id} AND (
    (coalesce(x.taken_amount, 0) > 0
     AND (r.refunds <> 1 OR x.taken_amount > r.amount OR x.taken_amount > coalesce(p.held, 0)))
    OR (coalesce(x.taken_amount, 0) = 0 AND r.refunds > 0)
)
"""

# Both orders of an exchange say so, and nothing is held or awaited for one that is over.
EXCHANGE_TIED_BOTH_WAYS = """
SELECT x.number AS reference, x.state, n.number AS new_order, p.awaited
FROM returns_exchange x
JOIN orders_order n ON n.id = x.replacement_id
LEFT JOIN LATERAL (
    SELECT sum(awaited_amount) AS awaited FROM payments_payment WHERE order_id = n.id
) p ON true
WHERE {orders_changed x.order_id} AND (
    n.original_order_id IS DISTINCT FROM x.order_id
    OR n.external_id IS DISTINCT FROM 'exchange-' || x.number
    OR (x.ended_at IS NOT NULL AND n.state NOT IN ('canceled', 'expired') AND p.awaited > 0)
)
"""

# The notice board's count is recomputed from its source.
OPEN_CLAIMS_COUNTED = """
SELECT o.number AS reference, o.open_claims, coalesce(c.open, 0) AS counted
FROM orders_order o
LEFT JOIN (
    SELECT order_id, count(*) AS open FROM returns_claim WHERE ended_at IS NULL GROUP BY order_id
) c ON c.order_id = o.id
WHERE o.open_claims <> coalesce(c.open, 0) AND {orders_changed o.id}
"""

# Counted by an effect: while it is on its way the board may be behind.
OPEN_EXCHANGES_COUNTED = """
SELECT o.number AS reference, o.open_exchanges, coalesce(x.open, 0) AS counted
FROM orders_order o
LEFT JOIN (
    SELECT order_id, count(*) AS open FROM returns_exchange WHERE ended_at IS NULL GROUP BY order_id
) x ON x.order_id = o.id
WHERE o.open_exchanges <> coalesce(x.open, 0) AND {orders_changed o.id} AND NOT EXISTS (
    SELECT 1 FROM core_effect e WHERE e.order_id = o.id AND e.task = 'returns.tasks.count_exchanges'
      AND e.state IN ('due', 'claimed')
)
"""

AFTERSALE_PROMISES = [
    promise(number=4, name="no_unit_claimed_twice", sql=NO_UNIT_CLAIMED_TWICE),
    promise(number=4, name="goods_or_money_once", sql=GOODS_OR_MONEY_ONCE),
    promise(number=4, name="claim_made_good_once", sql=CLAIM_MADE_GOOD_ONCE),
    promise(number=7, name="exchange_moved_through_credit", sql=EXCHANGE_MOVED_THROUGH_CREDIT),
    promise(number=9, name="exchange_tied_both_ways", sql=EXCHANGE_TIED_BOTH_WAYS),
    promise(number=9, name="open_exchanges_counted", sql=OPEN_EXCHANGES_COUNTED),
    promise(number=9, name="open_claims_counted", sql=OPEN_CLAIMS_COUNTED),
]
