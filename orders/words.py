"""The words an order is found by, in SQL: what is written, looked for and audited says it in the same words.

Words are cut at every sign, so that ``jane.doe@example.com`` is found by any part of it and ``O-100042`` by its
number alone. Positions are left out: nobody asks for phrases, and the index is half as large without them.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from core.bulk import Column

SIGNS = "@._-/+&,:()<>=*~#'"


def _cut(text: str) -> str:
    """SQL for the searchable form of an SQL text."""
    quoted = SIGNS.replace("'", "''")
    return f"strip(to_tsvector('simple', translate({text}, '{quoted}', '{' ' * len(SIGNS)}')))"


_OF_ORDER = "o.number, o.external_id, o.po_number, array_to_string(o.tags, ' ')"
_OF_CUSTOMER = "c.name, c.company, c.email, c.phone"
_OF_ADDRESS = "a.name, a.company, a.city, a.postal_code"
_ALL = _cut(f"concat_ws(' ', {_OF_ORDER}, {_OF_CUSTOMER}, {_OF_ADDRESS})")

# One row (order_id, document) for each order; of an erased customer no word is left. Add a condition on ``o``.
DOCUMENTS = f"""
SELECT o.id AS order_id, CASE WHEN c.erased_at IS NULL THEN {_ALL} ELSE ''::tsvector END AS document
FROM orders_order o
LEFT JOIN customers_customer c ON c.id = o.customer_id
LEFT JOIN customers_address a ON a.id = o.shipping_address_id
"""

# Written in the statement that writes the order: what is new is not seen by it yet, what is known is looked up.
_GIVEN = _cut(
    "concat_ws(' ', {0}->>'words', "
    f"(SELECT concat_ws(' ', {_OF_CUSTOMER}) FROM customers_customer c WHERE c.id = ({{0}}->>'customer')::bigint), "
    f"(SELECT concat_ws(' ', {_OF_ADDRESS}) FROM customers_address a WHERE a.id = ({{0}}->>'address')::bigint))"
)


def document_column(given: Sequence[Mapping[str, Any]]) -> Column:
    """The documents of new orders: ``words`` as they are, ``customer`` and ``address`` by the keys of known ones."""
    return Column("jsonb", [json.dumps(one) for one in given], _GIVEN)
