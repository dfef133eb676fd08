"""Kits: what was sold as one stands on the lines of its components, units and money."""

from core.audit.registry import promise
from orders.books.money import EXPONENT

KITS_HAVE_THEIR_UNITS = """
SELECT o.number AS reference, k.id AS kit, k.quantity
FROM orders_orderkit k JOIN orders_order o ON o.id = k.order_id
LEFT JOIN LATERAL (
    SELECT count(*) AS lines, min(position) AS first,
           count(*) FILTER (WHERE l.order_id <> k.order_id OR l.ordered <> k.quantity * l.per_kit) AS wrong
    FROM orders_orderline l WHERE l.kit_id = k.id
) l ON TRUE
WHERE {orders_changed o.id} AND (l.lines = 0 OR l.wrong > 0 OR l.first <> k.position)
"""

# Where tax is waived that the asked price includes, each share is without its own, so the kit is without them.
KITS_COST_WHAT_THEIR_LINES_DO = f"""
SELECT o.number AS reference, k.id AS kit, k.amount, l.amount AS lines
FROM orders_orderkit k JOIN orders_order o ON o.id = k.order_id
LEFT JOIN LATERAL (SELECT sum(amount) AS amount FROM orders_orderline WHERE kit_id = k.id) l ON TRUE
WHERE {{orders_changed o.id}} AND (
    k.amount <> coalesce(l.amount, 0)
    OR k.amount <> round(k.quantity * k.unit_price, {EXPONENT})
       AND NOT (o.prices_include_tax AND o.tax_treatment IN ('exempt', 'reverse_charge'))
)
"""

KIT_PROMISES = [
    promise(number=3, name="kits_have_their_units", sql=KITS_HAVE_THEIR_UNITS),
    promise(number=5, name="kits_cost_what_their_lines_do", sql=KITS_COST_WHAT_THEIR_LINES_DO),
]
