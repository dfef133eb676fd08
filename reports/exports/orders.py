"""Orders as CSV lines, in constant memory however many there are."""

from collections.abc import Iterator

from django.db.models import QuerySet

from core.csv_lines import CHUNK, csv_lines
from orders.models import Order

COLUMNS = {
    "number": "number",
    "external_id": "external_id",
    "channel": "channel__code",
    "placed_at": "placed_at",
    "state": "state",
    "status": "display_status",
    "payment": "payment_status",
    "fulfillment": "fulfillment_status",
    "returns": "return_status",
    "customer_number": "customer__number",
    "customer": "customer__name",
    "email": "customer__email",
    "country": "shipping_address__country",
    "currency": "currency",
    "goods": "lines_total",
    "discount": "discount_total",
    "charges": "charges_total",
    "tax": "tax_total",
    "total": "total",
    "captured": "captured_amount",
    "refunded": "refunded_amount",
    "promised_on": "promised_on",
}


def order_rows(orders: QuerySet[Order]) -> Iterator[str]:
    """The header, then one line an order; cells that a spreadsheet would run as formulas are defused.

    One query through a server-side cursor. Times are UTC in ISO 8601, amounts plain decimals.
    """
    return csv_lines(COLUMNS, orders.values_list(*COLUMNS.values()).iterator(chunk_size=CHUNK))
