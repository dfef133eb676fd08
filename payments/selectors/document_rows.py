"""Invoices and credit notes as CSV lines for the bookkeeper, in constant memory however many there are."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from core.csv_lines import CHUNK, csv_lines
from payments.models import Document
from payments.statuses import DocumentKind

COLUMNS = {
    "number": "number",
    "kind": "kind",
    "invoice": "invoice__number",
    "issued_on": "issued_on",
    "supplied_on": "supplied_on",
    "due_on": "due_on",
    "terms": "terms",
    "channel": "series__channel__code",
    "order": "order__number",
    "customer_number": "buyer__customer_number",
    "buyer": "buyer__name",
    "buyer_vat_id": "buyer__vat_id",
    "tax_treatment": "tax_treatment",
    "currency": "currency",
    "net": None,
    "tax": "tax_amount",
    "total": "total",
}
_READ = [path for path in COLUMNS.values() if path]


def document_rows(documents: QuerySet[Document]) -> Iterator[str]:
    """The header, then one line a document; credit notes are negative, and no cell is a formula.

    Days in ISO 8601, amounts plain decimals in the document's currency.
    """
    read = documents.values(*_READ).iterator(chunk_size=CHUNK)
    return csv_lines(COLUMNS, ([_amount(path, values) for path in COLUMNS.values()] for values in read))


def _amount(path: str | None, values: dict[str, Any]) -> Any:
    value = values[path] if path else values["total"] - values["tax_amount"]
    return -value if isinstance(value, Decimal) and values["kind"] == DocumentKind.CREDIT_NOTE else value
