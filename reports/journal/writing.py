"""Lines into the journal: one INSERT over legs, each with its account as the chart of accounts says today."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

# The legs' columns, in their order.
_LEG = (
    "channel, currency, account, detail, tax_percent, amount, source_kind, source_id, entry, reference, order_id,"
    " order_number, sku_id, quantity, booked_at"
)
# The nearest line of the chart: the whole detail, what stands before its slash or after it, else the kind's own.
_INSERT = """
INSERT INTO reports_journalline (day_id, {columns}, code, name)
SELECT %(day_id)s, {columns}, c.code, c.name
FROM ({legs}) g ({columns})
LEFT JOIN LATERAL (
    SELECT code, name FROM reports_journalaccount
    WHERE kind = g.account
      AND detail IN (g.detail, split_part(g.detail, '/', 1), split_part(g.detail, '/', 2), '')
    ORDER BY detail = g.detail DESC, detail <> '' DESC, detail LIMIT 1
) c ON TRUE
ORDER BY booked_at, source_kind, source_id, entry
"""


def write_legs(legs: Sequence[str], *, day_id: int, values: Mapping[str, Any]) -> int:
    """How many lines were written of the statements ``legs``."""
    statement = _INSERT.format(columns=_LEG, legs=" UNION ALL ".join(f"({leg})" for leg in legs))
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "day_id": day_id})
        return int(cursor.rowcount)
