"""Promises of the books about credit: balances are sums, and orders took what their payments say."""

from core.audit.registry import promise

BALANCES_ARE_SUMS = """
SELECT a.number AS reference, a.balance, e.total, e.latest
FROM payments_creditaccount a
JOIN LATERAL (
    SELECT coalesce(sum(amount), 0) AS total,
           coalesce((array_agg(balance_after ORDER BY id DESC))[1], 0) AS latest,
           coalesce(min(balance_after), 0) AS lowest
    FROM payments_creditentry WHERE account_id = a.id
) e ON TRUE
WHERE a.balance < 0 OR e.lowest < 0 OR a.balance <> e.total OR a.balance <> e.latest
"""

# A capture enters nothing: what it takes left the balance when it was held.
ENTRIES_ARE_TRANSACTIONS = """
SELECT p.number AS reference, t.kind, t.amount, e.amount AS entered
FROM payments_paymenttransaction t
JOIN payments_payment p ON p.id = t.payment_id
LEFT JOIN payments_creditentry e ON e.transaction_id = t.id
LEFT JOIN payments_creditaccount a ON a.id = e.account_id
WHERE {orders_changed p.order_id}
  AND (t.gateway = 'credit' OR e.id IS NOT NULL)
  AND (coalesce(e.amount, 0), coalesce(a.currency, t.currency)) IS DISTINCT FROM (
      CASE WHEN t.gateway <> 'credit' OR t.outcome <> 'succeeded' THEN 0
           WHEN t.kind = 'authorization' THEN -t.amount
           WHEN t.kind IN ('void', 'refund') THEN t.amount
           ELSE 0 END,
      t.currency)
"""

GRANTS_ARE_ENTERED = """
SELECT a.number AS reference, g.state, g.amount, e.amount AS entered
FROM payments_creditgrant g
JOIN payments_creditaccount a ON a.id = g.account_id
LEFT JOIN payments_creditentry e ON e.key = 'grant-' || g.id
WHERE coalesce(e.amount, 0) <> CASE WHEN g.state = 'issued' THEN g.amount ELSE 0 END
   OR e.account_id <> g.account_id
"""

CREDIT_PROMISES = [
    promise(number=7, name="credit_balances_are_sums", sql=BALANCES_ARE_SUMS),
    promise(number=8, name="credit_entries_are_transactions", sql=ENTRIES_ARE_TRANSACTIONS),
    promise(number=8, name="credit_grants_are_entered", sql=GRANTS_ARE_ENTERED),
]
