"""Promises of the books about invoices: no number is missing, every paper adds up, and together they are the order."""

from core.audit.registry import promise
from orders.books.money import EXPONENT

NUMBERS_HAVE_NO_GAPS = """
SELECT s.prefix || '-' || s.year AS reference, s.kind, s.last_number, d.first, d.last, d.documents
FROM payments_documentseries s
LEFT JOIN LATERAL (
    SELECT min(sequence) AS first, max(sequence) AS last, count(*) AS documents
    FROM payments_document WHERE series_id = s.id
) d ON TRUE
WHERE (d.first, d.last, d.documents) IS DISTINCT FROM (1, s.last_number, s.last_number::bigint)
"""

DOCUMENTS_ADD_UP = """
SELECT d.number AS reference, d.total, d.goods_amount, d.tax_amount, l.*, t.*
FROM payments_document d
LEFT JOIN LATERAL (
    SELECT sum(amount - discount_amount) AS of_lines, sum(tax_amount) AS tax_of_lines
    FROM payments_documentline WHERE document_id = d.id
) l ON TRUE
LEFT JOIN LATERAL (
    SELECT sum(base_amount) AS bases, sum(tax_amount) AS taxes FROM payments_documenttax WHERE document_id = d.id
) t ON TRUE
WHERE {orders_changed d.order_id}
  AND (d.goods_amount, d.tax_amount, d.tax_amount, d.total - d.tax_amount)
      IS DISTINCT FROM (l.of_lines, l.tax_of_lines, t.taxes, t.bases)
"""

CREDIT_NOTES_FIT = """
SELECT i.number AS reference, i.total, sum(c.total) AS credited
FROM payments_document i JOIN payments_document c ON c.invoice_id = i.id
WHERE {orders_changed i.order_id}
GROUP BY i.id, i.number, i.total, i.kind, i.order_id
HAVING sum(c.total) > i.total OR i.kind <> 'invoice' OR bool_or(c.order_id <> i.order_id)
"""

# What is on its way to be written is not missing; a dead effect has an alert of its own.
INVOICES_ARE_THE_ORDER = f"""
SELECT b.number AS reference, b.worth, b.credited_amount, b.billed
FROM (
    SELECT o.id, o.number, o.credited_amount, coalesce(d.billed, 0) AS billed,
           coalesce(l.goods, 0) + CASE WHEN l.units > 0 THEN coalesce(c.extra, 0) ELSE 0 END AS worth
    FROM orders_order o
    JOIN catalog_channel h ON h.id = o.channel_id
    LEFT JOIN LATERAL (
        SELECT sum(CASE kind WHEN 'invoice' THEN total ELSE -total END) AS billed
        FROM payments_document WHERE order_id = o.id
    ) d ON TRUE
    LEFT JOIN LATERAL (
        SELECT sum(u.units) AS units,
               sum(CASE WHEN x.ordered = 0 THEN 0 ELSE
                   round((x.amount - x.discount_amount) * u.units / x.ordered, {EXPONENT})
                   + CASE WHEN o.prices_include_tax THEN 0
                          ELSE round(x.tax_amount * u.units / x.ordered, {EXPONENT}) END
               END) AS goods
        FROM orders_orderline x
        LEFT JOIN LATERAL (
            SELECT sum(CASE t.kind WHEN 'invoice' THEN n.units ELSE -n.units END) AS units
            FROM payments_documentline n JOIN payments_document t ON t.id = n.document_id
            WHERE t.order_id = o.id AND n.kind = 'goods' AND n.line_id_of_order = x.id
        ) n ON TRUE
        CROSS JOIN LATERAL (
            SELECT greatest(
                CASE h.invoice_on WHEN 'shipment' THEN x.shipped ELSE x.ordered - x.canceled END,
                least(coalesce(n.units, 0), x.ordered - x.canceled)
            ) AS units
        ) u
        WHERE x.order_id = o.id
    ) l ON TRUE
    LEFT JOIN LATERAL (
        SELECT sum(amount - canceled_amount
                   + CASE WHEN o.prices_include_tax THEN 0 ELSE tax_amount - canceled_tax_amount END) AS extra
        FROM orders_ordercharge WHERE order_id = o.id
    ) c ON TRUE
    WHERE {{orders_changed o.id}} AND NOT o.is_historical
      AND (o.placed_at AT TIME ZONE h.time_zone)::date >= h.invoices_from
      AND (h.invoice_on = 'shipment'
           OR h.invoice_on = 'capture' AND o.captured_amount > 0
              AND o.captured_amount >= o.total - o.credited_amount)
) b
WHERE b.billed <> b.worth - least(b.credited_amount, b.worth)
  AND NOT EXISTS (
      SELECT 1 FROM core_effect e
      WHERE e.order_id = b.id AND e.task = 'payments.tasks.bill' AND e.state IN ('due', 'claimed')
  )
"""

PROMISES = [
    promise(number=14, name="document_numbers_have_no_gaps", sql=NUMBERS_HAVE_NO_GAPS),
    promise(number=5, name="documents_add_up", sql=DOCUMENTS_ADD_UP),
    promise(number=7, name="credit_notes_fit_their_invoices", sql=CREDIT_NOTES_FIT),
    promise(number=7, name="invoices_are_what_is_owed", sql=INVOICES_ARE_THE_ORDER),
]
