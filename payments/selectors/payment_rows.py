"""Payments as CSV lines, in constant memory however many there are."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from defusedcsv import csv
from django.db.models import QuerySet

from payments.models import Payment

CHUNK = 2000
COLUMNS = {
    "number": "number",
    "order": "order__number",
    "channel": "order__channel__code",
    "kind": "kind",
    "gateway": "gateway",
    "gateway_reference": "gateway_reference",
    "state": "state",
    "currency": "currency",
    "amount": "amount",
    "authorized": "authorized_amount",
    "voided": "voided_amount",
    "captured": "captured_amount",
    "refunded": "refunded_amount",
    "charged_back": "charged_back_amount",
    "waits_for_goods": "delayed_amount",
    "expires_at": "expires_at",
    "due_on": "due_on",
    "failure": "failure",
    "created_at": "created_at",
}


class _Line:
    """What the writer writes to: keeps the last line only."""

    def write(self, words: str) -> str:
        return words


def payment_rows(payments: QuerySet[Payment]) -> Iterator[str]:
    """The header, then one line a payment, and no cell is a formula.

    One query through a server-side cursor. Times in ISO 8601 (UTC), amounts plain decimals in the payment's currency.
    """
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for values in payments.values_list(*COLUMNS.values()).iterator(chunk_size=CHUNK):
        yield writer.writerow([_cell(value) for value in values])


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if hasattr(value, "isoformat") else value
