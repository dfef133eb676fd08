"""Summary columns, recomputed from quantities and amounts as ``orders.services.summaries`` does."""

from core.audit.registry import promise

FULFILLMENT_STATUS = """
SELECT o.number AS reference, o.fulfillment_status, s.word
FROM orders_order o
JOIN LATERAL (
    SELECT CASE
        WHEN count(*) = 0 THEN 'not_required'
        WHEN sum(shipped) > 0 AND sum(allocated + backordered + unplaced) = 0 THEN
            CASE WHEN sum(delivered + lost) >= sum(shipped) THEN 'delivered'
                 WHEN sum(delivered + lost) > 0 THEN 'partially_delivered' ELSE 'shipped' END
        WHEN sum(shipped) > 0 THEN 'partially_shipped'
        WHEN max(released) > 0 THEN 'in_progress'
        WHEN max(backordered) > 0 THEN 'backordered'
        ELSE 'unfulfilled' END AS word
    FROM orders_orderline WHERE order_id = o.id AND needs_shipping AND ordered > canceled
) s ON TRUE
WHERE {orders_changed o.id} AND o.fulfillment_status <> s.word
"""

PAYMENT_STATUS = """
SELECT o.number AS reference, o.payment_status, s.word
FROM orders_order o
JOIN LATERAL (
    SELECT CASE
        WHEN o.is_disputed THEN 'disputed'
        WHEN o.captured_amount > 0 AND o.refunded_amount >= o.captured_amount THEN 'refunded'
        WHEN o.captured_amount > 0 AND o.captured_amount - o.refunded_amount > o.total - o.credited_amount
            THEN 'overpaid'
        WHEN o.captured_amount > 0 AND o.refunded_amount > 0 THEN 'partially_refunded'
        WHEN o.captured_amount > 0 THEN
            CASE WHEN o.captured_amount >= o.total - o.credited_amount THEN 'paid' ELSE 'partially_paid' END
        WHEN o.authorized_amount > 0 OR o.on_account_amount > 0 THEN
            CASE WHEN o.authorized_amount + o.on_account_amount >= o.total - o.credited_amount
                 THEN 'authorized' ELSE 'partially_authorized' END
        WHEN o.state = 'canceled' THEN 'voided'
        WHEN o.state = 'expired' THEN 'expired'
        ELSE 'pending' END AS word
) s ON TRUE
WHERE {orders_changed o.id} AND o.payment_status <> s.word
"""

RETURN_STATUS = """
SELECT o.number AS reference, o.return_status, s.word
FROM orders_order o
JOIN LATERAL (
    SELECT CASE
        WHEN sum(returned) > 0 THEN
            CASE WHEN sum(returned) >= sum(shipped) THEN 'returned' ELSE 'partially_returned' END
        WHEN max(return_requested) > 0 THEN 'requested'
        WHEN o.open_returns > 0 THEN 'in_progress'
        ELSE 'none' END AS word
    FROM orders_orderline WHERE order_id = o.id
) s ON TRUE
WHERE {orders_changed o.id} AND o.return_status <> s.word
"""

DISPLAY_STATUS = """
SELECT o.number AS reference, o.display_status, s.word
FROM orders_order o
JOIN LATERAL (
    SELECT CASE
        WHEN o.state IN ('draft', 'canceled', 'expired', 'completed') THEN o.state
        WHEN o.is_on_hold THEN 'on_hold'
        WHEN o.payment_failed_at IS NOT NULL THEN 'payment_failed'
        WHEN o.open_returns > 0 THEN 'return'
        WHEN o.state = 'placed' THEN 'awaiting_payment'
        WHEN o.fulfillment_status IN ('partially_shipped', 'shipped', 'delivered') THEN o.fulfillment_status
        WHEN o.fulfillment_status = 'partially_delivered' THEN 'shipped'
        WHEN sum(released) > 0 THEN CASE WHEN sum(packed) >= sum(released) THEN 'packed' ELSE 'picking' END
        WHEN max(backordered) > 0 THEN 'backordered'
        ELSE 'to_release' END AS word
    FROM orders_orderline WHERE order_id = o.id
) s ON TRUE
WHERE {orders_changed o.id} AND o.display_status <> s.word
"""

IS_ON_HOLD = """
SELECT o.number AS reference, o.is_on_hold
FROM orders_order o
WHERE {orders_changed o.id}
  AND o.is_on_hold <> EXISTS (SELECT 1 FROM orders_orderhold h WHERE h.order_id = o.id AND h.released_at IS NULL)
"""

SUMMARY_PROMISES = [
    promise(number=9, name="fulfillment_status_is_recomputed", sql=FULFILLMENT_STATUS),
    promise(number=9, name="payment_status_is_recomputed", sql=PAYMENT_STATUS),
    promise(number=9, name="return_status_is_recomputed", sql=RETURN_STATUS),
    promise(number=9, name="display_status_is_recomputed", sql=DISPLAY_STATUS),
    promise(number=9, name="is_on_hold_is_recomputed", sql=IS_ON_HOLD),
]
