"""Promises of the books about money: amounts never pass what was allowed, columns are folds, one currency."""

from core.audit.registry import promise
from payments.books import bank, billing, waiting
from payments.credit_promises import CREDIT_PROMISES

CAPTURES_WERE_AUTHORIZED = """
SELECT p.number AS reference, p.authorized_amount, p.voided_amount, t.captures
FROM payments_payment p
JOIN LATERAL (
    SELECT coalesce(sum(amount) FILTER (WHERE kind = 'capture'), 0) AS captures,
           coalesce(sum(amount) FILTER (WHERE kind = 'void'), 0) AS voids
    FROM payments_paymenttransaction
    WHERE payment_id = p.id AND outcome IN ('succeeded', 'requested', 'unknown')
) t ON TRUE
WHERE {orders_changed p.order_id} AND t.captures + t.voids > p.authorized_amount
"""

REFUNDS_WERE_CAPTURED = """
SELECT p.number AS reference, p.captured_amount, t.back
FROM payments_payment p
JOIN LATERAL (
    SELECT coalesce(sum(CASE WHEN kind IN ('reversal', 'return') THEN -amount ELSE amount END), 0) AS back
    FROM payments_paymenttransaction
    WHERE payment_id = p.id AND kind IN ('refund', 'return', 'chargeback', 'reversal')
      AND outcome IN ('succeeded', 'requested', 'unknown')
) t ON TRUE
WHERE {orders_changed p.order_id} AND t.back > p.captured_amount
"""

PAYMENTS_ARE_FOLDS = """
SELECT p.number AS reference, t.*, w.*
FROM payments_payment p
JOIN LATERAL (
    SELECT coalesce(sum(amount) FILTER (WHERE kind = 'authorization'), 0) AS authorized,
           coalesce(sum(amount) FILTER (WHERE kind = 'void'), 0) AS voided,
           coalesce(sum(amount) FILTER (WHERE kind = 'capture'), 0) AS captured,
           coalesce(sum(amount) FILTER (WHERE kind = 'refund'), 0)
             - coalesce(sum(amount) FILTER (WHERE kind = 'return'), 0) AS refunded,
           coalesce(sum(amount) FILTER (WHERE kind = 'chargeback'), 0)
             - coalesce(sum(amount) FILTER (WHERE kind = 'reversal'), 0) AS charged_back
    FROM payments_paymenttransaction WHERE payment_id = p.id AND outcome = 'succeeded'
) t ON TRUE
JOIN LATERAL (
    SELECT coalesce(sum(amount) FILTER (WHERE kind = 'capture'), 0) AS capturing,
           coalesce(sum(amount) FILTER (WHERE kind = 'void'), 0) AS voiding,
           coalesce(sum(amount) FILTER (WHERE kind = 'refund'), 0) AS refunding
    FROM payments_paymenttransaction WHERE payment_id = p.id AND outcome IN ('requested', 'unknown')
) w ON TRUE
WHERE {orders_changed p.order_id}
  AND (p.authorized_amount, p.voided_amount, p.captured_amount, p.refunded_amount, p.charged_back_amount,
       p.capturing_amount, p.voiding_amount, p.refunding_amount)
      IS DISTINCT FROM
      (t.authorized, t.voided, t.captured, t.refunded, t.charged_back, w.capturing, w.voiding, w.refunding)
"""

REFERENCES_ONCE = """
SELECT gateway || ' ' || gateway_reference AS reference, count(*) AS transactions
FROM payments_paymenttransaction WHERE gateway_reference <> ''
GROUP BY gateway, gateway_reference HAVING count(*) > 1
"""

ONE_CURRENCY = """
SELECT o.number AS reference, o.currency, x.currency AS other
FROM orders_order o
JOIN (
    SELECT order_id, currency FROM payments_payment
    UNION
    SELECT p.order_id, t.currency FROM payments_paymenttransaction t JOIN payments_payment p ON p.id = t.payment_id
    UNION SELECT order_id, currency FROM payments_refund
) x ON x.order_id = o.id AND x.currency <> o.currency
WHERE {orders_changed o.id}
"""

REFUNDS_ARE_ALLOCATED = """
SELECT r.number AS reference, r.amount, a.done
FROM payments_refund r
JOIN LATERAL (
    SELECT coalesce(sum(a.amount), 0) AS done FROM payments_refundallocation a
    JOIN payments_paymenttransaction t ON t.id = a.transaction_id WHERE a.refund_id = r.id AND t.outcome = 'succeeded'
) a ON TRUE
WHERE {orders_changed r.order_id} AND (r.state = 'succeeded' AND a.done <> r.amount OR a.done > r.amount)
"""

REFUNDS_SAY_WHAT_FOR = """
SELECT r.number AS reference, r.amount, coalesce(sum(l.amount), 0) AS of_parts
FROM payments_refund r LEFT JOIN payments_refundline l ON l.refund_id = r.id
WHERE {orders_changed r.order_id}
GROUP BY r.id, r.number, r.amount HAVING r.amount <> coalesce(sum(l.amount), 0)
"""

# However their money went back, as returns or without, no unit was paid back twice.
UNITS_GIVEN_BACK_ONCE = """
SELECT o.number AS reference, ol.id AS line, ol.shipped, ol.credited_units, l.units
FROM (
    SELECT l.order_line_id, sum(l.units) AS units FROM payments_refundline l
    JOIN payments_refund r ON r.id = l.refund_id
    WHERE l.kind = 'units' AND r.state <> 'canceled' GROUP BY l.order_line_id
) l
JOIN orders_orderline ol ON ol.id = l.order_line_id
JOIN orders_order o ON o.id = ol.order_id
WHERE {orders_changed o.id} AND ol.credited_units + l.units > ol.shipped
"""

NOTICE_BOARD_SHOWS_THE_MONEY = """
SELECT o.number AS reference, o.authorized_amount, o.captured_amount, o.refunded_amount, o.on_account_amount,
       o.delayed_amount, m.*
FROM orders_order o
LEFT JOIN LATERAL (
    SELECT coalesce(sum(authorized_amount - voided_amount), 0) AS authorized,
           coalesce(sum(captured_amount), 0) AS captured,
           coalesce(sum(refunded_amount + charged_back_amount), 0) AS refunded,
           coalesce(sum(greatest(0, amount - captured_amount)) FILTER (WHERE is_live AND is_later), 0) AS on_account,
           coalesce(sum(delayed_amount), 0) AS delayed
    FROM (
        SELECT *, state NOT IN ('failed', 'voided', 'expired') AS is_live,
               kind IN ('on_account', 'cash_on_delivery') AS is_later
        FROM payments_payment WHERE order_id = o.id
    ) p
) m ON TRUE
WHERE {orders_changed o.id}
  AND (o.authorized_amount, o.captured_amount, o.refunded_amount, o.on_account_amount, o.delayed_amount)
      IS DISTINCT FROM (m.authorized, m.captured, m.refunded, m.on_account, m.delayed)
"""

ENDED_ORDERS_KEEP_NO_MONEY = """
SELECT o.number AS reference, m.captured, m.back, w.owed, l.late
FROM orders_order o
JOIN LATERAL (
    SELECT coalesce(sum(captured_amount), 0) AS captured,
           coalesce(sum(refunded_amount + charged_back_amount), 0) AS back
    FROM payments_payment WHERE order_id = o.id
) m ON m.captured > 0
JOIN LATERAL (
    SELECT coalesce(sum(r.amount - (
        SELECT coalesce(sum(a.amount), 0) FROM payments_refundallocation a
        JOIN payments_paymenttransaction t ON t.id = a.transaction_id
        WHERE a.refund_id = r.id AND t.outcome = 'succeeded'
    )), 0) AS owed
    FROM payments_refund r
    WHERE r.order_id = o.id AND r.state IN ('granted', 'approved', 'requested', 'failed')
) w ON TRUE
JOIN LATERAL (
    SELECT coalesce(sum(x.amount), 0) AS late FROM payments_latemoney x
    JOIN payments_paymenttransaction t ON t.id = x.transaction_id AND t.kind = 'capture'
    WHERE x.order_id = o.id AND x.state = 'open'
) l ON TRUE
WHERE {orders_changed o.id} AND o.state IN ('canceled', 'expired') AND NOT o.is_historical
  AND coalesce(o.canceled_at, o.expired_at) < now() - interval '10 minutes'
  AND m.captured - m.back - w.owed - l.late > o.total - o.credited_amount
"""

OPEN_DISPUTES_FREEZE_REFUNDS = """
SELECT p.number AS reference, p.refunds_frozen, p.is_disputed, d.*
FROM payments_payment p
JOIN LATERAL (
    SELECT count(*) > 0 AS frozen, count(*) FILTER (WHERE kind <> 'warning') > 0 AS disputed
    FROM payments_dispute WHERE payment_id = p.id AND state IN ('needs_response', 'under_review')
) d ON TRUE
WHERE {orders_changed p.order_id} AND (p.refunds_frozen, p.is_disputed) IS DISTINCT FROM (d.frozen, d.disputed)
"""

DISPUTED_MONEY_IS_BOOKED = """
SELECT d.gateway || ' ' || d.reference AS reference, d.withdrawn_at, d.returned_at, t.taken, t.back
FROM payments_dispute d
JOIN LATERAL (
    SELECT coalesce(sum(c.amount) FILTER (WHERE c.kind = 'chargeback'), 0) AS taken,
           coalesce(sum(c.amount) FILTER (WHERE c.kind = 'reversal'), 0) AS back
    FROM payments_paymenttransaction c
    WHERE c.payment_id = d.payment_id AND (
        c.kind = 'chargeback' AND c.key = left('dispute-' || d.reference, 64)
        OR c.kind = 'reversal' AND c.gateway_reference = left(d.reference, 60) || '-in'
    )
) t ON TRUE
WHERE {orders_changed d.order_id} AND (
    t.taken > d.amount OR (t.taken > 0 AND d.withdrawn_at IS NULL)
    OR t.back <> CASE WHEN d.withdrawn_at IS NOT NULL AND d.returned_at IS NOT NULL THEN t.taken ELSE 0 END
)
"""

REVIEWS_WAIT_FOR_LIVING_ORDERS = """
SELECT o.number AS reference, r.state
FROM payments_riskreview r JOIN orders_order o ON o.id = r.order_id
WHERE r.state IN ('open', 'waiting_proof') AND o.state IN ('canceled', 'expired')
  AND greatest(o.canceled_at, o.expired_at) < now() - interval '5 minutes' AND {orders_changed o.id}
"""

# Counted by an effect: while it is on its way the board may be behind.
OPEN_MONEY_COUNTED = """
SELECT o.number AS reference, o.open_money, coalesce(c.open, 0) AS counted
FROM orders_order o
LEFT JOIN (
    SELECT order_id, count(*) AS open FROM (
        SELECT order_id FROM payments_refund WHERE state IN ('granted', 'approved', 'failed')
        UNION ALL SELECT order_id FROM payments_moneytask WHERE closed_at IS NULL
    ) waiting GROUP BY order_id
) c ON c.order_id = o.id
WHERE o.open_money <> coalesce(c.open, 0) AND {orders_changed o.id} AND NOT EXISTS (
    SELECT 1 FROM core_effect e WHERE e.order_id = o.id AND e.task = 'payments.tasks.count_open_money'
      AND e.state IN ('due', 'claimed')
)
"""

PROMISES = [
    *CREDIT_PROMISES,
    promise(number=6, name="one_currency_per_order", sql=ONE_CURRENCY),
    promise(number=7, name="captures_were_authorized", sql=CAPTURES_WERE_AUTHORIZED),
    promise(number=7, name="refunds_were_captured", sql=REFUNDS_WERE_CAPTURED),
    promise(number=7, name="ended_orders_keep_no_money", sql=ENDED_ORDERS_KEEP_NO_MONEY),
    promise(number=8, name="payments_are_folds_of_transactions", sql=PAYMENTS_ARE_FOLDS),
    promise(number=8, name="gateway_references_once", sql=REFERENCES_ONCE),
    promise(number=8, name="refunds_are_allocated", sql=REFUNDS_ARE_ALLOCATED),
    promise(number=8, name="refunds_say_what_for", sql=REFUNDS_SAY_WHAT_FOR),
    promise(number=4, name="units_given_back_once", sql=UNITS_GIVEN_BACK_ONCE),
    promise(number=8, name="disputed_money_is_booked", sql=DISPUTED_MONEY_IS_BOOKED),
    promise(number=9, name="open_disputes_freeze_refunds", sql=OPEN_DISPUTES_FREEZE_REFUNDS),
    promise(number=10, name="reviews_wait_for_living_orders", sql=REVIEWS_WAIT_FOR_LIVING_ORDERS),
    promise(number=9, name="open_money_counted", sql=OPEN_MONEY_COUNTED),
    promise(number=9, name="notice_board_shows_the_money", sql=NOTICE_BOARD_SHOWS_THE_MONEY),
    *billing.PROMISES,
    *waiting.PROMISES,
    *bank.PROMISES,
]
