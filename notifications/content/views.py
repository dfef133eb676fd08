"""What templates see of an order: plain values, already written in the customer's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.dates import format_date

from core.money import format_money
from orders.models import Order, OrderLine

MOST_LINES = 60
_WRITTEN = {"en": "en_US", "de": "de_DE"}


@dataclass(frozen=True)
class LineView:
    name: str
    quantity: int
    amount: str
    promise: str
    waiting: int
    earlier_promise: str = ""


@dataclass(frozen=True)
class TotalView:
    label: str
    amount: str
    is_total: bool = False


@dataclass(frozen=True)
class Scribe:
    """Writes money and dates in one language and one currency."""

    locale: str
    currency: str
    words: Mapping[str, str]

    def money(self, amount: Decimal) -> str:
        return format_money(amount, self.currency, locale=_WRITTEN.get(self.locale, "en_US"))

    def date(self, day: date | None) -> str:
        if day is None:
            return ""
        return str(format_date(day, "long", locale=_WRITTEN.get(self.locale, "en_US")))


def line_view(line: OrderLine, scribe: Scribe, *, quantity: int) -> LineView:
    return LineView(
        name=line.name,
        quantity=quantity,
        amount=scribe.money(line.amount - line.canceled_amount),
        promise=scribe.date(line.promise_on),
        waiting=line.backordered,
        earlier_promise=scribe.date(line.original_promise_on),
    )


def totals(order: Order, scribe: Scribe) -> list[TotalView]:
    """From the lines to what is to be paid; rows of zero are left out."""
    words = scribe.words
    rows = [TotalView(words["subtotal"], scribe.money(order.lines_total))]
    if order.discount_total:
        rows.append(TotalView(words["discount"], scribe.money(-order.discount_total)))
    rows += [TotalView(charge.label, scribe.money(charge.amount)) for charge in order.charges.all() if charge.amount]
    total = TotalView(words["total"], scribe.money(order.total), is_total=True)
    if not order.tax_total:
        return [*rows, total]
    tax = scribe.money(order.tax_total)
    if order.prices_include_tax:
        return [*rows, total, TotalView(words["tax_included"], tax)]
    return [*rows, TotalView(words["tax"], tax), total]


def address_lines(order: Order) -> list[str]:
    address = order.shipping_address
    if address is None:
        return []
    place = f"{address.postal_code} {address.city}".strip()
    lines = (address.name, address.company, address.line1, address.line2, place, address.country)
    return [line for line in lines if line]
