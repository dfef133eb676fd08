"""Payments as CSV lines, in constant memory however many there are."""

from collections.abc import Iterator

from django.db.models import QuerySet

from core.csv_lines import CHUNK, csv_lines
from payments.models import Payment

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


def payment_rows(payments: QuerySet[Payment]) -> Iterator[str]:
    """The header, then one line a payment, and no cell is a formula.

    One query through a server-side cursor. Times in ISO 8601 (UTC), amounts plain decimals in the payment's currency.
    """
    return csv_lines(COLUMNS, payments.values_list(*COLUMNS.values()).iterator(chunk_size=CHUNK))
