"""Lots of goods that come in: written down, and where a quarantined one must go."""

from collections.abc import Iterable
from datetime import date

from django.db import connection

# SKU key and the lot's code.
LotName = tuple[int, str]

_KNOW = """
INSERT INTO inventory_lot (sku_id, code, expires_on, quarantine_reason)
SELECT sku_id, code, expires_on, '' FROM unnest(%s::bigint[], %s::text[], %s::date[]) AS v (sku_id, code, expires_on)
ON CONFLICT (sku_id, code) DO UPDATE SET expires_on = coalesce(excluded.expires_on, inventory_lot.expires_on)
RETURNING sku_id, code, id, quarantined_at IS NOT NULL
"""


def know_lots(lots: Iterable[tuple[int, str, date | None]]) -> dict[LotName, int]:
    """Write down (SKU, lot, day of expiry) of what comes in; tells the keys of those in quarantine.

    Called under the locks of the levels: a quarantine of the lot either saw these units or is seen here.
    """
    named = {(sku_id, code): day for sku_id, code, day in lots if code}
    if not named:
        return {}
    rows = sorted((sku_id, code, day) for (sku_id, code), day in named.items())
    with connection.cursor() as cursor:
        cursor.execute(_KNOW, [list(column) for column in zip(*rows, strict=True)])
        return {(sku_id, code): key for sku_id, code, key, is_quarantined in cursor.fetchall() if is_quarantined}
