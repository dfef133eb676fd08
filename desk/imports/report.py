"""What a set of import jobs took in: row figures from the rows, values from what they became in the books."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from core.models import ImportRow, RowOutcome
from core.money import ZERO

ALL = "ALL"
_MONTH = "CASE WHEN grouping(month) = 1 THEN 'ALL' ELSE month END"
_ROWS = r"""
SELECT r.job_id, r.line, r."group" AS invoice, r.raw, r.outcome, r.target_kind, r.target_id,
       substring(r.raw->>'InvoiceDate' FROM '^\d{4}-\d\d') AS month
FROM core_importrow r WHERE r.job_id = ANY(%(jobs)s)
"""
_COUNTS = rf"""
WITH rows AS ({_ROWS}), facts AS (
    SELECT coalesce(month, 'unknown') AS month, invoice, raw, raw->>'StockCode' AS code,
           raw->>'CustomerID' AS customer, raw->>'Country' AS country,
           CASE WHEN raw->>'Quantity' ~ '^-?\d+$' THEN (raw->>'Quantity')::numeric END AS quantity,
           CASE WHEN raw->>'UnitPrice' ~ '^-?\d+(\.\d+)?$' THEN (raw->>'UnitPrice')::numeric END AS price
    FROM rows
)
SELECT {_MONTH}, count(*), count(DISTINCT invoice), count(DISTINCT invoice) FILTER (WHERE invoice LIKE 'C%%'),
       count(DISTINCT invoice) FILTER (WHERE invoice LIKE 'A%%'), count(*) FILTER (WHERE customer = ''),
       count(*) FILTER (WHERE quantity < 0 AND invoice NOT LIKE 'C%%'), count(*) FILTER (WHERE price = 0),
       count(*) - count(DISTINCT raw), count(DISTINCT customer) FILTER (WHERE customer <> ''),
       count(DISTINCT code), count(DISTINCT country)
FROM facts GROUP BY GROUPING SETS ((month), ())
"""
_INVOICES = f"""
WITH rows AS ({_ROWS}), sizes AS (
    SELECT coalesce(month, 'unknown') AS month, invoice, count(*) AS size,
           count(*) > count(DISTINCT raw->>'StockCode') AS has_twice
    FROM rows GROUP BY 1, 2
)
SELECT {_MONTH}, max(size), count(DISTINCT invoice) FILTER (WHERE has_twice)
FROM sizes GROUP BY GROUPING SETS ((month), ())
"""
_SALES = f"""
WITH targets AS (SELECT DISTINCT target_kind, target_id, coalesce(month, 'unknown') AS month FROM ({_ROWS}) r)
SELECT month, sum(value) FROM (
    SELECT t.month, l.ordered * l.unit_price AS value
    FROM targets t JOIN orders_orderline l ON t.target_kind = 'order_line' AND l.id = t.target_id
    UNION ALL
    SELECT t.month, c.amount FROM targets t JOIN orders_ordercharge c
        ON t.target_kind = 'order_charge' AND c.id = t.target_id
    UNION ALL
    SELECT t.month, -d.amount FROM targets t JOIN orders_orderdiscount d
        ON t.target_kind = 'order_discount' AND d.id = t.target_id
    UNION ALL
    SELECT t.month, a.value FROM targets t JOIN desk_importedadjustment a
        ON t.target_kind = 'imported_adjustment' AND a.id = t.target_id
    UNION ALL
    SELECT t.month, -c.unmatched_value FROM targets t JOIN desk_importedcredit c
        ON t.target_kind = 'imported_credit' AND c.id = t.target_id AND c.invoice NOT LIKE 'C%%'
) parts GROUP BY month
"""
_CANCELS = f"""
WITH targets AS (SELECT DISTINCT target_id, coalesce(month, 'unknown') AS month FROM ({_ROWS}) r
                 WHERE target_kind = 'imported_credit')
SELECT t.month, -sum(c.matched_quantity * coalesce(l.unit_price, 0) + coalesce(h.amount, 0) + c.unmatched_value)
FROM targets t JOIN desk_importedcredit c ON c.id = t.target_id AND c.invoice LIKE 'C%%'
LEFT JOIN orders_orderline l ON l.id = c.line_id LEFT JOIN orders_ordercharge h ON h.id = c.charge_id
GROUP BY t.month
"""
_OUTCOMES = """
SELECT outcome, count(*) FROM core_importrow WHERE job_id = ANY(%(jobs)s) GROUP BY 1 ORDER BY 1
"""
COUNTS = (
    "rows",
    "invoices",
    "cancel_invoices",
    "adjust_invoices",
    "rows_without_customer",
    "rows_negative_qty_not_cancel",
    "rows_zero_price",
    "exact_duplicate_rows",
    "distinct_customers",
    "distinct_stock_codes",
    "countries",
)
SIZES = ("max_lines_in_an_invoice", "invoices_with_same_sku_twice")


def figures(*, job_ids: Sequence[int]) -> dict[str, dict[str, Any]]:
    """Figures by month (``YYYY-MM``) and over ``ALL``, as the data set's facts name them.

    Values are exact sums over the orders, lines, charges, discounts, adjustments and credits that
    the rows became, shown in pence.
    """
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for month, *counts in _fetch(_COUNTS, job_ids):
        found[month].update(zip(COUNTS, counts, strict=True))
    for month, *sizes in _fetch(_INVOICES, job_ids):
        found[month].update(zip(SIZES, sizes, strict=True))
    sales = dict(_fetch(_SALES, job_ids))
    cancels = dict(_fetch(_CANCELS, job_ids))
    sales[ALL], cancels[ALL] = sum(sales.values(), ZERO), sum(cancels.values(), ZERO)
    for month, figures_of_month in found.items():
        sold, taken_back = sales.get(month, ZERO), cancels.get(month, ZERO)
        figures_of_month["sales_value"] = _pence(sold)
        figures_of_month["cancel_value"] = _pence(taken_back)
        figures_of_month["net_value"] = _pence(sold + taken_back)
    return {month: found[month] for month in sorted(found, key=lambda name: (name == ALL, name))}


def outcomes(*, job_ids: Sequence[int]) -> dict[str, int]:
    """How many rows became what; ``pending`` ones are not accounted for yet."""
    return dict(_fetch(_OUTCOMES, job_ids))


def _fetch(sql: str, job_ids: Sequence[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"jobs": list(job_ids)})
        return list(cursor.fetchall())


def _pence(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.01")))


def rejected_rows(*, job_ids: Sequence[int], limit: int = 50) -> list[str]:
    """File, line, field and reason of rejected rows, the first ``limit`` of them."""
    rows = ImportRow.objects.filter(job_id__in=job_ids, outcome=RowOutcome.REJECTED)
    found = rows.order_by("job_id", "line").values_list("job__file_name", "line", "field", "reason")[:limit]
    return [f"{name} line {line}, {field}: {reason}" for name, line, field, reason in found]
