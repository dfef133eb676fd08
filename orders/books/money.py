"""Amounts: totals are the sums of their parts, exact in the currency's minor unit."""

from moneyed import CURRENCIES

from core.audit.registry import promise
from core.money import exponent

_ODD = {code: exponent(code) for code in sorted(CURRENCIES) if exponent(code) != 2}
_ODD_CODES = ", ".join(f"'{code}'" for code in _ODD)
# Asked first whether it is an odd one at all: of a million orders hardly any is, and one look says so.
EXPONENT = (
    f"CASE WHEN o.currency IN ({_ODD_CODES}) THEN CASE o.currency "
    + " ".join(f"WHEN '{code}' THEN {places}" for code, places in _ODD.items())
    + " END ELSE 2 END"
)

TOTALS_ADD_UP = """
SELECT o.number AS reference, o.total, o.lines_total, o.discount_total, o.charges_total, o.tax_total
FROM orders_order o
LEFT JOIN LATERAL (
    SELECT sum(amount - canceled_amount) AS goods, sum(discount_amount - canceled_discount_amount) AS discount,
           sum(tax_amount - canceled_tax_amount) AS tax
    FROM orders_orderline WHERE order_id = o.id
) l ON TRUE
LEFT JOIN LATERAL (
    SELECT sum(amount - canceled_amount) AS extra, sum(tax_amount - canceled_tax_amount) AS tax
    FROM orders_ordercharge WHERE order_id = o.id
) c ON TRUE
WHERE {orders_changed o.id} AND (
    o.lines_total <> coalesce(l.goods, 0)
    OR o.discount_total <> coalesce(l.discount, 0)
    OR o.charges_total <> coalesce(c.extra, 0)
    OR o.tax_total <> coalesce(l.tax, 0) + coalesce(c.tax, 0)
    OR o.total <> o.lines_total + o.charges_total - o.discount_total
                  + CASE WHEN o.prices_include_tax THEN 0 ELSE o.tax_total END
)
"""

AMOUNTS_ARE_IN_MINOR_UNITS = f"""
SELECT o.number AS reference, o.currency, o.total
FROM orders_order o
WHERE {{orders_changed o.id}} AND (
    o.total <> round(o.total, {EXPONENT}) OR o.tax_total <> round(o.tax_total, {EXPONENT})
    OR o.credited_amount <> round(o.credited_amount, {EXPONENT})
    OR EXISTS (
        SELECT 1 FROM orders_orderline l WHERE l.order_id = o.id AND (
            l.amount <> round(l.ordered * l.unit_price, {EXPONENT})
            OR l.discount_amount <> round(l.discount_amount, {EXPONENT})
            OR l.tax_amount <> round(l.tax_amount, {EXPONENT})
        )
    )
)
"""

ORDER_SUMS_ARE_IN_MINOR_UNITS = f"""
SELECT o.number AS reference, o.currency, o.lines_total, o.discount_total, o.charges_total
FROM orders_order o
WHERE {{orders_changed o.id}} AND (
    o.lines_total <> round(o.lines_total, {EXPONENT}) OR o.discount_total <> round(o.discount_total, {EXPONENT})
    OR o.charges_total <> round(o.charges_total, {EXPONENT})
    OR o.authorized_amount <> round(o.authorized_amount, {EXPONENT})
    OR o.captured_amount <> round(o.captured_amount, {EXPONENT})
    OR o.refunded_amount <> round(o.refunded_amount, {EXPONENT})
    OR o.on_account_amount <> round(o.on_account_amount, {EXPONENT})
)
"""

CHARGES_ARE_IN_MINOR_UNITS = f"""
SELECT o.number AS reference, o.currency, c.label, c.amount, c.tax_amount
FROM orders_ordercharge c JOIN orders_order o ON o.id = c.order_id
WHERE {{orders_changed o.id}} AND (
    c.amount <> round(c.amount, {EXPONENT}) OR c.tax_amount <> round(c.tax_amount, {EXPONENT})
    OR c.canceled_amount <> round(c.canceled_amount, {EXPONENT})
    OR c.canceled_tax_amount <> round(c.canceled_tax_amount, {EXPONENT})
)
"""

DISCOUNTS_ARE_IN_MINOR_UNITS = f"""
SELECT o.number AS reference, o.currency, d.label, d.amount
FROM orders_orderdiscount d JOIN orders_order o ON o.id = d.order_id
WHERE {{orders_changed o.id}} AND d.amount <> round(d.amount, {EXPONENT})
"""

# Without an amount a tender takes the rest: NULL breaks nothing.
TENDERS_ARE_IN_MINOR_UNITS = f"""
SELECT o.number AS reference, o.currency, t.kind, t.amount
FROM orders_ordertender t JOIN orders_order o ON o.id = t.order_id
WHERE {{orders_changed o.id}} AND t.amount <> round(t.amount, {EXPONENT})
"""

# Canceled units are counted from the back, so what is left is the share of the units before them.
CANCELED_SHARES_ARE_EXACT = f"""
SELECT o.number AS reference, l.id AS line, l.canceled, l.canceled_amount
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
WHERE {{orders_changed o.id}} AND l.ordered > 0 AND (
    l.canceled_amount <> l.amount - round(l.amount * (l.ordered - l.canceled) / l.ordered, {EXPONENT})
    OR l.canceled_amount - l.canceled_discount_amount
       <> l.amount - l.discount_amount
          - round((l.amount - l.discount_amount) * (l.ordered - l.canceled) / l.ordered, {EXPONENT})
    OR l.canceled_tax_amount <> l.tax_amount - round(l.tax_amount * (l.ordered - l.canceled) / l.ordered, {EXPONENT})
)
"""

DISCOUNT_SHARES_SUM = """
SELECT o.number AS reference, l.shares, d.given
FROM orders_order o
LEFT JOIN LATERAL (SELECT sum(discount_amount) AS shares FROM orders_orderline WHERE order_id = o.id) l ON TRUE
LEFT JOIN LATERAL (SELECT sum(amount) AS given FROM orders_orderdiscount WHERE order_id = o.id) d ON TRUE
WHERE {orders_changed o.id} AND coalesce(l.shares, 0) <> coalesce(d.given, 0)
"""

# A line's own discounts and nothing else stand on it beyond its share of the order's.
LINES_WITHIN_DISCOUNTS = """
SELECT o.number AS reference, l.id AS line, l.discount_amount, l.amount
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
WHERE {orders_changed o.id} AND (
    l.discount_amount > l.amount
    OR l.discount_amount < coalesce((SELECT sum(d.amount) FROM orders_orderdiscount d WHERE d.line_id = l.id), 0)
)
"""

# The tax of a rate is its taxable amount times the rate, rounded once; lines and charges hold exact shares of it.
# An order that another shop has taxed keeps that shop's amounts.
TAX_ROUNDED_ONCE = f"""
SELECT o.number AS reference, t.tax_percent, t.base, t.tax
FROM orders_order o
JOIN LATERAL (
    SELECT tax_percent, sum(base) AS base, sum(tax_amount) AS tax
    FROM (
        SELECT tax_percent, amount - discount_amount AS base, tax_amount FROM orders_orderline WHERE order_id = o.id
        UNION ALL
        SELECT tax_percent, amount, tax_amount FROM orders_ordercharge WHERE order_id = o.id
    ) parts GROUP BY tax_percent
) t ON TRUE
WHERE {{orders_changed o.id}} AND o.tax_treatment <> 'by_channel' AND t.tax <> round(
    t.base * t.tax_percent / CASE WHEN o.prices_include_tax THEN 100 + t.tax_percent ELSE 100 END, {EXPONENT}
)
"""

NOBODY_IS_TAXED_BY_MISTAKE = """
SELECT o.number AS reference, o.tax_treatment, o.tax_total
FROM orders_order o
WHERE {orders_changed o.id} AND o.tax_treatment NOT IN ('taxed', 'by_channel')
      AND (o.tax_total <> 0 OR o.tax_reason = '')
"""

CREDIT_WITHIN_TOTAL = """
SELECT o.number AS reference, o.credited_amount, o.total
FROM orders_order o
WHERE {orders_changed o.id} AND o.credited_amount > o.total
"""

ONE_CURRENCY = """
SELECT o.number AS reference, o.currency, c.currency AS channel
FROM orders_order o JOIN catalog_channel c ON c.id = o.channel_id
WHERE {orders_changed o.id} AND o.currency <> c.currency
"""

MONEY_PROMISES = [
    promise(number=5, name="order_totals_add_up", sql=TOTALS_ADD_UP),
    promise(number=5, name="amounts_are_in_minor_units", sql=AMOUNTS_ARE_IN_MINOR_UNITS),
    promise(number=5, name="order_sums_are_in_minor_units", sql=ORDER_SUMS_ARE_IN_MINOR_UNITS),
    promise(number=5, name="charges_are_in_minor_units", sql=CHARGES_ARE_IN_MINOR_UNITS),
    promise(number=5, name="discounts_are_in_minor_units", sql=DISCOUNTS_ARE_IN_MINOR_UNITS),
    promise(number=5, name="tenders_are_in_minor_units", sql=TENDERS_ARE_IN_MINOR_UNITS),
    promise(number=5, name="canceled_shares_are_exact", sql=CANCELED_SHARES_ARE_EXACT),
    promise(number=5, name="discount_shares_sum_exactly", sql=DISCOUNT_SHARES_SUM),
    promise(number=5, name="line_discounts_within_the_line", sql=LINES_WITHIN_DISCOUNTS),
    promise(number=5, name="tax_is_rounded_once_per_rate", sql=TAX_ROUNDED_ONCE),
    promise(number=5, name="waived_tax_is_not_charged", sql=NOBODY_IS_TAXED_BY_MISTAKE),
    promise(number=5, name="credit_is_within_the_total", sql=CREDIT_WITHIN_TOTAL),
    promise(number=6, name="an_order_has_its_channels_currency", sql=ONE_CURRENCY),
]
