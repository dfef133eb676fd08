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

# What was merged goes on elsewhere: nothing a customer said may be left where nobody reads.
MERGED_CASES_EMPTY = """
SELECT c.number AS reference, count(m.id) AS left_behind
FROM support_case c JOIN support_casemessage m ON m.case_id = c.id
WHERE c.merged_into_id IS NOT NULL AND m.direction <> 'internal'
GROUP BY c.number
"""

# The sweep comes every minute; a limit that passed unnoticed for longer is noticed by nobody.
CASE_LIMITS_TOLD = """
SELECT number AS reference, next_limit_at
FROM support_case
WHERE resolved_at IS NULL AND next_limit_at < now() - interval '10 minutes'
"""

PROMISES = [
    promise(number=9, name="open_cases_counted", sql=OPEN_CASES_COUNTED),
    promise(number=9, name="merged_cases_are_empty", sql=MERGED_CASES_EMPTY),
    promise(number=13, name="case_limits_are_told", sql=CASE_LIMITS_TOLD),
]
