"""Promises of the books about cases."""

from core.audit.registry import promise

# The notice board's count is recomputed from its source.
OPEN_CASES_COUNTED = """
SELECT o.number AS reference, o.open_cases, coalesce(c.open, 0) AS counted
FROM orders_order o
LEFT JOIN (
    SELECT order_id, count(*) AS open FROM support_case WHERE resolved_at IS NULL GROUP BY order_id
) c ON c.order_id = o.id
WHERE o.open_cases <> coalesce(c.open, 0) AND {orders_changed o.id}
"""

PROMISES = [promise(number=9, name="open_cases_counted", sql=OPEN_CASES_COUNTED)]
