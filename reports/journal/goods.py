"""What stock is worth: movements at the unit cost of the day they are written, and what a new unit cost changes."""

from reports.journal.customers import Condition
from reports.journal.windows import PLACES

# Moves within a building change nothing; a cost that is not known is not guessed: the movement waits.
_MOVED = """
SELECT m.id, m.kind, m.quantity, m.at, m.cause_reference, l.sku_id, s.unit_cost, s.cost_currency AS currency,
       coalesce(h.code, '') AS channel, o.id AS order_id, coalesce(o.number, '') AS order_number
FROM inventory_stockmovement m
JOIN inventory_stocklevel l ON l.id = m.level_id
JOIN inventory_warehouse w ON w.id = l.warehouse_id
JOIN catalog_sku s ON s.id = l.sku_id
LEFT JOIN returns_return r ON m.cause_kind = 'return' AND r.number = m.cause_reference
LEFT JOIN orders_order o ON o.id = r.order_id OR (m.cause_kind = 'order' AND o.number = m.cause_reference)
LEFT JOIN catalog_channel h ON h.id = o.channel_id
WHERE m.kind <> 'move' AND NOT w.is_practice AND {when}
"""


def moved(when: Condition) -> str:
    """Movements into and out of buildings that ``when`` lets in."""
    return _MOVED.format(when=when("m.at", "w.time_zone", "movement", "m.id"))


def goods_legs(when: Condition) -> str:
    """Stock and its other side, in the currency of the SKU's cost; shipments and returns with their channel."""
    return f"""
    SELECT g.channel, g.currency, v.account, '', NULL::numeric, v.amount, 'movement', g.id, v.entry,
           g.cause_reference, g.order_id, g.order_number, g.sku_id, v.quantity, g.at
    FROM (
        SELECT o.*, round(o.quantity * o.unit_cost, {PLACES}) AS worth FROM ({moved(when)}) o
        WHERE o.unit_cost IS NOT NULL
    ) g
    CROSS JOIN LATERAL (VALUES
        (10, 'inventory', g.worth, g.quantity),
        (11, CASE g.kind WHEN 'receipt' THEN 'goods_received' WHEN 'scrap' THEN 'scrapped'
                  WHEN 'shipment' THEN 'cogs' WHEN 'return' THEN 'cogs'
                  WHEN 'transfer_out' THEN 'in_transit' WHEN 'transfer_in' THEN 'in_transit'
                  ELSE 'stock_differences' END, -g.worth, 0)
    ) v (entry, account, amount, quantity)
    WHERE v.entry = 10 OR v.amount <> 0"""


def uncosted(when: Condition) -> str:
    """How many movements wait for a unit cost."""
    return f"SELECT count(*) FROM ({moved(when)}) o WHERE o.unit_cost IS NULL"


def revaluation_legs() -> str:
    """What is booked of each SKU brought to its units times its unit cost; in a currency it is not costed in, to zero.

    So the account is the worth of the stock, whatever happened to costs since the units came.
    """
    return f"""
    SELECT '', c.currency, v.account, '', NULL::numeric, v.amount, 'revaluation', c.sku_id, v.entry, c.code,
           NULL::bigint, '', c.sku_id, 0, now()
    FROM (
        SELECT o.sku_id, o.currency, o.code,
               CASE WHEN o.currency = o.cost_currency THEN round(o.units * o.unit_cost, {PLACES}) ELSE 0 END
               - o.booked AS change
        FROM (
            SELECT b.sku_id, b.currency, s.code, s.unit_cost, s.cost_currency, sum(b.amount) AS booked,
                   sum(sum(b.quantity)) OVER (PARTITION BY b.sku_id) AS units
            FROM (
                SELECT sku_id, currency, amount, quantity FROM reports_journalline
                WHERE account = 'inventory' AND sku_id IS NOT NULL
                UNION ALL
                SELECT DISTINCT x.sku_id, y.cost_currency, 0, 0 FROM reports_journalline x
                JOIN catalog_sku y ON y.id = x.sku_id WHERE x.account = 'inventory'
            ) b
            JOIN catalog_sku s ON s.id = b.sku_id
            WHERE s.unit_cost IS NOT NULL
            GROUP BY b.sku_id, b.currency, s.code, s.unit_cost, s.cost_currency
        ) o
    ) c
    CROSS JOIN LATERAL (VALUES (10, 'inventory', c.change), (11, 'revaluation', -c.change)) v (entry, account, amount)
    WHERE v.amount <> 0"""
