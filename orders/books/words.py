"""Search: every order is found by the words it has now."""

from core.audit.registry import promise
from orders.words import DOCUMENTS

# Of somebody erased no word is left, and while a new name is being written into the orders the old one may stand there.
ORDERS_ARE_FOUND = f"""
SELECT o.number AS reference, (s.order_id IS NULL) AS is_missing
FROM orders_order o
LEFT JOIN orders_ordersearch s ON s.order_id = o.id
LEFT JOIN ({DOCUMENTS}) d ON d.order_id = o.id
LEFT JOIN customers_customer u ON u.id = o.customer_id
WHERE {{orders_changed o.id}} AND (s.order_id IS NULL OR u.erased_at IS NULL AND s.document <> d.document)
  AND NOT EXISTS (
    SELECT 1 FROM core_effect e
    WHERE e.task = 'orders.tasks.follow_customer' AND e.state IN ('due', 'claimed')
      AND (e.payload ->> 'customer_id')::bigint = o.customer_id
)
"""

WORD_PROMISES = [promise(number=9, name="orders_are_found_by_their_words", sql=ORDERS_ARE_FOUND)]
