"""Promises of the books about what was imported."""

from core.audit.registry import promise

# Units of past orders are canceled by rows of a file and by nothing else; rows that became returns cancel none.
PAST_CANCELS_HAVE_ROWS = """
SELECT o.number AS reference, l.position, l.canceled, coalesce(c.matched, 0) AS matched
FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id AND o.is_historical
LEFT JOIN (
    SELECT line_id, sum(matched_quantity) AS matched FROM desk_importedcredit WHERE return_id IS NULL
    GROUP BY line_id
) c ON c.line_id = l.id
WHERE l.canceled <> coalesce(c.matched, 0) AND {orders_changed o.id}
"""

PROMISES = [promise(number=3, name="past_cancels_have_rows", sql=PAST_CANCELS_HAVE_ROWS)]
