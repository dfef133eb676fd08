"""One row of text becomes one row of values, or the reason why not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Europe/London")
DATE_FORMAT = "%Y-%m-%d %H:%M:%S"
_MAX_QUANTITY = 1_000_000
_INVOICE = re.compile(r"[A-Z]?\d{1,20}")


@dataclass(frozen=True, slots=True)
class Row:
    """One invoice line. ``unit_price`` in GBP, unrounded; ``at`` is aware; an empty customer is a guest."""

    line: int
    invoice: str
    code: str
    description: str
    quantity: int
    at: datetime
    unit_price: Decimal
    customer: str
    country: str

    @property
    def value(self) -> Decimal:
        """Quantity × unit price, exact."""
        return self.quantity * self.unit_price

    @property
    def is_cancellation(self) -> bool:
        return self.invoice.startswith("C")


class RowRejected(ValueError):
    """A row whose ``field`` cannot be read; the message says why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


def parse_row(line: int, raw: Mapping[str, str]) -> Row:
    """The row's values. Raises RowRejected naming the first field that cannot be read."""
    invoice = raw["InvoiceNo"].strip()
    if not _INVOICE.fullmatch(invoice):
        raise RowRejected("InvoiceNo", f"“{invoice[:40]}” is not an invoice number.")
    code = raw["StockCode"].strip()
    if not code or len(code) > 60:
        raise RowRejected("StockCode", "The code is empty." if not code else "The code is longer than 60 characters.")
    return Row(
        line=line,
        invoice=invoice,
        code=code,
        description=" ".join(raw["Description"].split())[:200],
        quantity=_quantity(raw["Quantity"]),
        at=_moment(raw["InvoiceDate"]),
        unit_price=_price(raw["UnitPrice"]),
        customer=_customer(raw["CustomerID"]),
        country=raw["Country"].strip() or "Unspecified",
    )


def _quantity(text: str) -> int:
    try:
        quantity = int(text)
    except ValueError:
        raise RowRejected("Quantity", f"“{text[:40]}” is not a whole number.") from None
    if quantity == 0:
        raise RowRejected("Quantity", "The quantity is 0.")
    if abs(quantity) > _MAX_QUANTITY:
        raise RowRejected("Quantity", f"{quantity} units are more than the {_MAX_QUANTITY} one line may have.")
    return quantity


def _price(text: str) -> Decimal:
    try:
        price = Decimal(text)
    except InvalidOperation:
        raise RowRejected("UnitPrice", f"“{text[:40]}” is not a price.") from None
    if not price.is_finite() or abs(price) >= 10**9:
        raise RowRejected("UnitPrice", f"{price} is out of range.")
    if -int(price.normalize().as_tuple().exponent) > 6:
        raise RowRejected("UnitPrice", f"{price} has more than 6 decimals.")
    return price


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text.strip(), DATE_FORMAT).replace(tzinfo=LOCAL_ZONE)
    except ValueError:
        raise RowRejected("InvoiceDate", f"“{text[:40]}” is not a moment like 2011-01-31 14:05:00.") from None


def _customer(text: str) -> str:
    customer = text.strip().removesuffix(".0")
    if customer and not customer.isalnum():
        raise RowRejected("CustomerID", f"“{text[:40]}” is not a customer number.")
    return customer
