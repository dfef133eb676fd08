"""Practice and business never meet."""

from core.audit.registry import promise

PRACTICE_AS_THE_CHANNEL = """
SELECT o.number AS reference, o.is_practice
FROM orders_order o JOIN catalog_channel c ON c.id = o.channel_id
WHERE {orders_changed o.id} AND o.is_practice <> c.is_practice
"""

PRACTICE_STOCK_APART = """
SELECT o.number AS reference, w.code AS warehouse
FROM orders_allocation a
JOIN orders_orderline l ON l.id = a.line_id
JOIN orders_order o ON o.id = l.order_id
JOIN inventory_stocklevel s ON s.id = a.level_id
JOIN inventory_warehouse w ON w.id = s.warehouse_id
WHERE {orders_changed o.id} AND o.is_practice <> w.is_practice
"""

PRACTICE_PROMISES = [
    promise(number=3, name="orders_are_practice_as_their_channel", sql=PRACTICE_AS_THE_CHANNEL),
    promise(number=3, name="practice_and_real_stock_are_apart", sql=PRACTICE_STOCK_APART),
]
