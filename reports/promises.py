"""Promises of the books about the journal: it balances, and nothing that happened is missing from it."""

from core.audit.registry import promise

JOURNAL_BALANCES = """
SELECT d.day || ' ' || coalesce(nullif(l.channel, ''), 'house') || ' ' || l.currency AS reference, l.off
FROM (
    SELECT day_id, channel, currency, sum(amount) AS off FROM reports_journalline
    GROUP BY day_id, channel, currency HAVING sum(amount) <> 0
) l
JOIN reports_journalday d ON d.id = l.day_id
UNION ALL
SELECT d.day::text, count(l.id) - d.lines_total
FROM reports_journalday d LEFT JOIN reports_journalline l ON l.day_id = d.id
GROUP BY d.id HAVING count(l.id) <> d.lines_total
"""

# What came in late stands on a later day; after two days nothing is on its way any more.
JOURNAL_IS_COMPLETE = """
WITH books AS (
    SELECT (min(day) + 2)::timestamptz AS opened, (max(day) - 1)::timestamptz AS closed FROM reports_journalday
)
SELECT s.reference, s.kind, s.amount, x.written
FROM books, LATERAL (
    SELECT p.number AS reference, 'transaction' AS kind, t.id, t.amount
    FROM payments_paymenttransaction t
    JOIN payments_payment p ON p.id = t.payment_id
    JOIN orders_order o ON o.id = p.order_id
    JOIN catalog_channel h ON h.id = o.channel_id AND NOT h.is_practice
    WHERE t.outcome = 'succeeded' AND t.kind IN ('capture', 'refund', 'return', 'chargeback', 'reversal')
      AND coalesce(t.settled_at, t.created_at) BETWEEN books.opened AND books.closed
    UNION ALL
    SELECT d.number, 'document', d.id, d.total
    FROM payments_document d
    JOIN orders_order o ON o.id = d.order_id
    JOIN catalog_channel h ON h.id = o.channel_id AND NOT h.is_practice
    WHERE d.issued_at BETWEEN books.opened AND books.closed
) s
LEFT JOIN LATERAL (
    SELECT sum(abs(amount)) FILTER (WHERE account IN ('tender', 'store_credit', 'gift_card')) AS money,
           abs(sum(amount) FILTER (WHERE account IN ('prepayments', 'receivables', 'elsewhere'))) AS paper
    FROM reports_journalline WHERE source_kind = s.kind AND source_id = s.id
) l ON TRUE
CROSS JOIN LATERAL (SELECT CASE s.kind WHEN 'transaction' THEN l.money ELSE l.paper END AS written) x
WHERE x.written IS DISTINCT FROM s.amount
"""

PROMISES = [
    promise(number=5, name="journal_balances", sql=JOURNAL_BALANCES),
    promise(number=8, name="journal_is_complete", sql=JOURNAL_IS_COMPLETE),
]
