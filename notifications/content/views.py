"""What templates see of an order: plain values, already written in the customer's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from babel.dates import format_date

from core.money import ZERO, format_money
from orders.editing.kits import lines_by_kit
from orders.models import Order, OrderLine

MOST_LINES = 60
_WRITTEN = {"en": "en_US", "de": "de_DE"}


@dataclass(frozen=True)
class LineView:
    """A line, or a kit as it was sold; those of its components follow it with ``is_part`` and without an amount.

    Where lines stand alone, as in a parcel, ``part_of`` names the kit.
    """

    name: str
    quantity: int
    amount: str
    promise: str
    waiting: int
    earlier_promise: str = ""
    is_part: bool = False
    part_of: str = ""


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
        part_of=line.kit.name if line.kit else "",
    )


def order_views(lines: Sequence[OrderLine], scribe: Scribe, *, quantity: Callable[[OrderLine], int]) -> list[LineView]:
    """The lines with their kits above them, which alone have an amount; lines come with their kits read."""
    kits = lines_by_kit(lines)
    views = []
    for line in lines:
        view = line_view(line, scribe, quantity=quantity(line))
        own = kits.get(line.kit_id or 0, [])
        if own and line is own[0]:
            views.append(_kit_view(own, scribe, min(quantity(one) // (one.per_kit or 1) for one in own)))
        views.append(replace(view, is_part=True, part_of="", amount="") if own else view)
    return views


def _kit_view(lines: Sequence[OrderLine], scribe: Scribe, quantity: int) -> LineView:
    kit, left = lines[0].kit, sum((line.amount - line.canceled_amount for line in lines), ZERO)
    name = kit.name if kit else ""
    return LineView(name=name, quantity=quantity, amount=scribe.money(left), promise="", waiting=0)


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
