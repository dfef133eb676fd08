"""The balances with which the books are opened: each order's position, credit that customers hold, and the stock.

What gateways and the bank held that evening is not in this house's ledgers; accounting enters it beside.
"""

from reports.journal.customers import steps
from reports.journal.windows import PLACES, ZONE_OF_HOUSE, before_end


def before_opening(moment: str, zone: str, kind: str, key: str) -> str:
    """Everything that happened before the opening day was over."""
    return before_end(moment, zone)


def order_legs() -> str:
    """Orders that had paid for goods not invoiced yet, and invoices not paid yet."""
    return f"""
    SELECT w.channel, w.currency, v.account, '' AS detail, NULL::numeric AS tax_percent, v.amount,
           'opening_order' AS source_kind, w.order_id AS source_id, v.entry, '' AS reference, w.order_id,
           w.order_number, NULL::bigint AS sku_id, 0 AS quantity, w.booked_at
    FROM (
        SELECT channel, currency, order_id, order_number, sum(amount) AS position, max(booked_at) AS booked_at
        FROM ({steps(before_opening)}) m
        GROUP BY channel, currency, order_id, order_number HAVING bool_or(is_billed)
    ) w
    CROSS JOIN LATERAL (VALUES
        (1, 'prepayments', -greatest(w.position, 0)), (2, 'receivables', greatest(-w.position, 0)),
        (10, 'opening', w.position)
    ) v (entry, account, amount)
    WHERE v.amount <> 0"""


def credit_legs() -> str:
    """What customers may still spend: what was given less what orders took for good; credit on hold is still theirs."""
    return f"""
    SELECT '', c.currency, v.account, '', NULL::numeric, v.amount, 'opening_credit', c.id, v.entry, c.number,
           NULL::bigint, '', NULL::bigint, 0, c.booked_at
    FROM (
        SELECT a.id, a.kind, a.number, a.currency, max(e.created_at) AS booked_at,
               sum(CASE WHEN e.kind IN ('issue', 'expire', 'refund') THEN e.amount ELSE 0 END) - sum(coalesce((
                   SELECT sum(t.amount) FROM payments_paymenttransaction t
                   WHERE t.parent_id = e.transaction_id AND t.kind = 'capture' AND t.outcome = 'succeeded'
                     AND {before_end("coalesce(t.settled_at, t.created_at)", ZONE_OF_HOUSE)}
               ), 0)) AS owed
        FROM payments_creditentry e JOIN payments_creditaccount a ON a.id = e.account_id
        WHERE {before_end("e.created_at", ZONE_OF_HOUSE)}
        GROUP BY a.id
    ) c
    CROSS JOIN LATERAL (VALUES (10, c.kind, -c.owed), (11, 'opening', c.owed)) v (entry, account, amount)
    WHERE v.amount <> 0"""


def stock_legs() -> str:
    """Units by SKU at their cost; units without one stand with nothing, until their cost is known."""
    return f"""
    SELECT '', o.currency, v.account, '', NULL::numeric, v.amount, 'opening_stock', o.sku_id, v.entry, o.code,
           NULL::bigint, '', o.sku_id, v.quantity, o.booked_at
    FROM (
        SELECT o.*, round(o.units * coalesce(o.unit_cost, 0), {PLACES}) AS worth
        FROM (
            SELECT l.sku_id, s.code, s.unit_cost, s.cost_currency AS currency, sum(m.quantity)::int AS units,
                   max(m.at) AS booked_at
            FROM inventory_stockmovement m
            JOIN inventory_stocklevel l ON l.id = m.level_id
            JOIN inventory_warehouse w ON w.id = l.warehouse_id
            JOIN catalog_sku s ON s.id = l.sku_id
            WHERE NOT w.is_practice AND {before_end("m.at", "w.time_zone")}
            GROUP BY l.sku_id, s.code, s.unit_cost, s.cost_currency HAVING sum(m.quantity) <> 0
        ) o
    ) o
    CROSS JOIN LATERAL (VALUES (10, 'inventory', o.worth, o.units), (11, 'opening', -o.worth, 0))
        v (entry, account, amount, quantity)
    WHERE v.entry = 10 OR v.amount <> 0"""
