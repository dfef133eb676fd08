"""What customers paid, got back and were invoiced, and what that makes of their prepayments and receivables.

An order's position is what its customer paid less what was invoiced. Paid more: we owe goods, a prepayment. Invoiced
more: a receivable. Each row moves the position from what it was before it, so that both accounts are exact at any time.
"""

from collections.abc import Callable

from reports.journal.windows import IS_BILLED_HERE, PLACES, PRACTICE_IS_LEFT_OUT

Condition = Callable[[str, str, str, str], str]

# amount: what came in (positive) or went out. A bank that takes money back is no refund: the goods stay sold.
_MONEY = """
SELECT 'transaction' AS source_kind, t.id AS source_id, h.code AS channel, t.currency, o.id AS order_id,
       o.number AS order_number, p.number AS reference, coalesce(t.settled_at, t.created_at) AS booked_at,
       CASE WHEN t.kind IN ('capture', 'return', 'reversal') THEN t.amount ELSE -t.amount END AS amount,
       t.kind IN ('chargeback', 'reversal') AND p.kind <> 'check' AS is_dispute,
       CASE WHEN t.gateway <> 'credit' THEN 'tender'
            ELSE coalesce(a.kind, CASE p.kind WHEN 'gift_card' THEN 'gift_card' ELSE 'store_credit' END) END AS account,
       CASE WHEN t.gateway = 'credit' THEN ''
            ELSE concat_ws('/', nullif(coalesce(nullif(t.gateway, ''), p.gateway), ''), p.kind) END AS detail,
       {billed} AS is_billed
FROM payments_paymenttransaction t
JOIN payments_payment p ON p.id = t.payment_id
JOIN orders_order o ON o.id = p.order_id
JOIN catalog_channel h ON h.id = o.channel_id
LEFT JOIN payments_creditentry e ON e.transaction_id = CASE t.kind WHEN 'capture' THEN t.parent_id ELSE t.id END
LEFT JOIN payments_creditaccount a ON a.id = e.account_id
WHERE t.outcome = 'succeeded' AND t.kind IN ('capture', 'refund', 'return', 'chargeback', 'reversal')
  AND {training} AND {when}
"""
# amount: what the customer's position moves by.
_PAPERS = """
SELECT 'document' AS source_kind, d.id AS source_id, h.code AS channel, d.currency, o.id AS order_id,
       o.number AS order_number, d.number AS reference, d.issued_at AS booked_at,
       CASE d.kind WHEN 'invoice' THEN -d.total ELSE d.total END AS amount, d.kind, d.prices_include_tax
FROM payments_document d
JOIN orders_order o ON o.id = d.order_id
JOIN catalog_channel h ON h.id = o.channel_id
WHERE {training} AND {when}
"""
_COLUMNS = "source_kind, source_id, channel, currency, order_id, order_number, reference, booked_at"


def money(when: Condition) -> str:
    """Movements of money that ``when`` lets in."""
    condition = when("coalesce(t.settled_at, t.created_at)", "h.time_zone", "transaction", "t.id")
    return _MONEY.format(billed=IS_BILLED_HERE, training=PRACTICE_IS_LEFT_OUT, when=condition)


def papers(when: Condition) -> str:
    """Invoices and credit notes that ``when`` lets in."""
    condition = when("d.issued_at", "h.time_zone", "document", "d.id")
    return _PAPERS.format(training=PRACTICE_IS_LEFT_OUT, when=condition)


def steps(when: Condition) -> str:
    """Every row that moves an order's position, with it: positive is in the customer's favor."""
    return f"""
    SELECT {_COLUMNS}, amount, is_billed FROM ({money(when)}) m WHERE NOT is_dispute
    UNION ALL SELECT {_COLUMNS}, amount, TRUE FROM ({papers(when)}) d"""


def position_legs(when: Condition) -> str:
    """The customer's side of money and papers, split by what the position was before and after each row.

    An order stays on the account it began with: one that another system invoices has no receivables here.
    """
    return f"""
    SELECT w.channel, w.currency, v.account, '' AS detail, NULL::numeric AS tax_percent, v.amount, w.source_kind,
           w.source_id, v.entry, w.reference, w.order_id, w.order_number, NULL::bigint AS sku_id, 0 AS quantity,
           w.booked_at
    FROM (
        SELECT m.*, coalesce(k.is_elsewhere, NOT m.is_billed) AS is_elsewhere,
               coalesce(k.position, 0) + sum(m.amount) OVER so_far AS later
        FROM ({steps(when)}) m
        LEFT JOIN LATERAL (
            SELECT -sum(x.amount) AS position, bool_or(x.account = 'elsewhere') AS is_elsewhere
            FROM reports_journalline x
            WHERE x.order_id = m.order_id AND x.account IN ('prepayments', 'receivables', 'elsewhere')
        ) k ON TRUE
        WINDOW so_far AS (PARTITION BY m.order_id ORDER BY m.booked_at, m.source_kind, m.source_id
                          ROWS UNBOUNDED PRECEDING)
    ) w
    CROSS JOIN LATERAL (VALUES
        (1, 'prepayments', CASE WHEN w.is_elsewhere THEN 0
                                ELSE greatest(w.later - w.amount, 0) - greatest(w.later, 0) END),
        (2, 'receivables', CASE WHEN w.is_elsewhere THEN 0
                                ELSE greatest(-w.later, 0) - greatest(w.amount - w.later, 0) END),
        (3, 'elsewhere', CASE WHEN w.is_elsewhere THEN -w.amount ELSE 0 END)
    ) v (entry, account, amount)
    WHERE v.amount <> 0"""


def tender_legs(when: Condition) -> str:
    """The other side of money: where it is now; of a chargeback also the loss until it is won."""
    return f"""
    SELECT m.channel, m.currency, v.account, v.detail, NULL::numeric, v.amount, m.source_kind, m.source_id, v.entry,
           m.reference, m.order_id, m.order_number, NULL::bigint, 0, m.booked_at
    FROM ({money(when)}) m
    CROSS JOIN LATERAL (VALUES
        (10, m.account, m.detail, m.amount), (11, 'chargebacks', '', CASE WHEN m.is_dispute THEN -m.amount ELSE 0 END)
    ) v (entry, account, detail, amount)
    WHERE v.amount <> 0"""


def paper_legs(when: Condition) -> str:
    """The other side of papers: sales, charges, allowances and discounts without their tax, and the tax, by rate."""
    return f"""
    SELECT s.channel, s.currency, s.account, trim_scale(s.tax_percent)::text, s.tax_percent, s.amount, 'document',
           s.source_id, 10 + row_number() OVER (PARTITION BY s.source_id ORDER BY s.account, s.tax_percent),
           s.reference, s.order_id, s.order_number, NULL::bigint, 0, s.booked_at
    FROM (
        SELECT o.channel, o.currency, o.source_id, o.reference, o.order_id, o.order_number, o.booked_at, v.account,
               l.tax_percent, sum(CASE o.kind WHEN 'invoice' THEN -v.amount ELSE v.amount END) AS amount
        FROM ({papers(when)}) o
        JOIN payments_documentline l ON l.document_id = o.source_id
        CROSS JOIN LATERAL (
            SELECT CASE WHEN o.prices_include_tax THEN l.tax_amount ELSE 0 END AS tax_within,
                   CASE WHEN o.prices_include_tax
                        THEN round(l.discount_amount * 100 / (100 + l.tax_percent), {PLACES})
                        ELSE l.discount_amount END AS discount
        ) n
        CROSS JOIN LATERAL (VALUES
            (CASE l.kind WHEN 'goods' THEN 'sales' WHEN 'charge' THEN 'shipping' ELSE 'allowances' END,
             l.amount - l.discount_amount - n.tax_within + n.discount),
            ('discounts', -n.discount), ('tax', l.tax_amount)
        ) v (account, amount)
        GROUP BY o.channel, o.currency, o.source_id, o.reference, o.order_id, o.order_number, o.booked_at, v.account,
                 l.tax_percent
    ) s
    WHERE s.amount <> 0"""
