"""What the orders of a chunk cost: tax by rate, shipping, and the sums everything else is written from."""

from desk.scale.filling import run

# Of a price with tax in it.
TAX_IN = "round({amount} * {percent} / (100 + {percent}), 2)"
_OF_LINE = TAX_IN.format(amount="l.amount", percent="l.tax_percent")
_OF_SHIPPING = TAX_IN.format(amount="o.shipping", percent="o.shipping_percent")
_ALL = "sum(l.amount) + CASE WHEN l.tax_percent = o.shipping_percent THEN o.shipping ELSE 0 END"

# Rounded once for each rate of an order: its first line takes what the others and the shipping leave over.
_TAXES = f"""
WITH rates AS (
    SELECT l.order_id, l.tax_percent, min(l.position) AS first,
           {TAX_IN.format(amount=f"({_ALL})", percent="l.tax_percent")} - sum({_OF_LINE})
             - CASE WHEN l.tax_percent = o.shipping_percent THEN {_OF_SHIPPING} ELSE 0 END AS left_over
    FROM scale_line l JOIN scale_order o ON o.id = l.order_id
    GROUP BY l.order_id, l.tax_percent, o.shipping, o.shipping_percent
)
UPDATE scale_line l SET tax = {_OF_LINE} + CASE WHEN l.position = r.first THEN r.left_over ELSE 0 END
FROM rates r WHERE r.order_id = l.order_id AND r.tax_percent = l.tax_percent
"""
_SUMS = f"""
CREATE TEMPORARY TABLE scale_sum ON COMMIT DROP AS
SELECT l.order_id, sum(l.amount) AS goods, o.shipping, {_OF_SHIPPING} AS shipping_tax,
       sum(l.amount) + o.shipping AS total, sum(l.tax) + {_OF_SHIPPING} AS tax
FROM scale_line l JOIN scale_order o ON o.id = l.order_id GROUP BY l.order_id, o.shipping, o.shipping_percent
"""


def forget_last() -> None:
    """Within a transaction of the caller the last chunk's tables are still there."""
    run("DROP TABLE IF EXISTS scale_order, scale_line, scale_sum, scale_gone")


def price_orders() -> None:
    """Tax on the lines of ``scale_order`` and ``scale_line``, and their sums; all prices are with tax, in cents."""
    run(_TAXES)
    run(_SUMS)
    run("CREATE INDEX ON scale_line (order_id)")
    run("ANALYZE scale_order, scale_line, scale_sum")
