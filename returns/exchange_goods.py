"""What an exchange is worth on both sides: the goods coming back at what was paid, the new ones at a fixed price.

The same goods cost what was paid for them, so an even exchange is even to the cent; other goods cost what the channel
asks today. Nothing is asked for shipping them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from core.actors import SYSTEM
from core.errors import InvalidInput
from core.money import ZERO, quantize
from orders.intake.anew import goods_anew
from orders.intake.requests import LineRequest, OrderRequest, TenderRequest
from orders.models import Order, OrderLine
from orders.services.quoting import quote_order
from payments.selectors.given import Given, free_units, given_of_lines, worth_of_next
from returns.errors import NotReturnable

_RATE = Decimal("0.000001")
TAG = "exchange"


@dataclass(frozen=True, slots=True)
class NewGoods:
    """Units of one SKU that go out, at a fixed price and with the tax of them all."""

    sku_id: int
    sku_code: str
    quantity: int
    unit_price: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """What comes back is worth ``value``, what goes out costs ``price``, in the order's currency."""

    value: Decimal
    price: Decimal
    goods: Sequence[NewGoods]

    @property
    def covered(self) -> Decimal:
        """What of the price the goods coming back pay."""
        return min(self.value, self.price)


def exchange_terms(
    order: Order, lines: Mapping[int, OrderLine], units: Mapping[int, int], goods: Mapping[str, int], *, now: datetime
) -> Terms:
    """The terms for ``units`` by line key against ``goods`` by SKU code; empty: the same goods.

    Raises NotReturnable for units whose money went back before, InvalidInput, and whatever placing would refuse.
    """
    given = given_of_lines(order, lines.values())
    value = sum((_worth(lines[key], count, given[key]) for key, count in units.items()), ZERO)
    if value <= 0:
        raise InvalidInput("Nothing was paid for these goods. Send them anew by a claim instead.", field="units")
    wanted = {code: count for code, count in goods.items() if count} or _same(lines, units)
    listed = _at_list(order, wanted, now=now)
    fixed = _as_paid(order, lines, units, given, listed)
    price = quote_order(order_request(order, fixed), actor=SYSTEM, now=now).composed.totals.total
    if price <= 0:
        raise InvalidInput("The new goods cost nothing. Take a return instead.", field="goods")
    return Terms(value, price, fixed)


def _worth(line: OrderLine, count: int, given: Given) -> Decimal:
    left = free_units(line, given)
    if count > left:
        sentence = f"{count} of {line.name} cannot be exchanged: {left} can; the others were paid back or sent anew."
        raise NotReturnable(sentence, field="units", line_id=line.pk, left=left)
    return worth_of_next(line, count, given)[0]


def _same(lines: Mapping[int, OrderLine], units: Mapping[int, int]) -> dict[str, int]:
    wanted: dict[str, int] = {}
    for key, count in units.items():
        code = lines[key].sku.code
        wanted[code] = wanted.get(code, 0) + count
    return wanted


def _at_list(order: Order, wanted: Mapping[str, int], *, now: datetime) -> list[NewGoods]:
    """The goods at today's price of the order's channel, taxed as its customer is."""
    if any(count < 0 for count in wanted.values()):
        raise InvalidInput("Fewer than no units cannot be sent.", field="goods")
    request = _request(order, [LineRequest(sku_code=code, quantity=count) for code, count in sorted(wanted.items())])
    composed = quote_order(request, actor=SYSTEM, now=now).composed
    if composed.kits:
        raise InvalidInput("Kits are not exchanged. Take a return and a new order.", field="goods")
    return [
        NewGoods(line.sku.id, line.sku.code, line.request.quantity, line.unit_price, line.priced.tax)
        for line in composed.lines
    ]


def _as_paid(
    order: Order, lines: Mapping[int, OrderLine], units: Mapping[int, int], given: Mapping[int, Given],
    listed: Sequence[NewGoods],
) -> list[NewGoods]:  # fmt: skip
    """The same goods at what was paid for them, as many as come back; the others as they are."""
    back = [(lines[key], count) for key, count in sorted(units.items())]
    fixed: list[NewGoods] = []
    for one in listed:
        left = one.quantity
        for line, count in back:
            same = min(left, count) if line.sku_id == one.sku_id else 0
            if same:
                fixed.append(_paid(order, line, same, given[line.pk], one.sku_code))
                left -= same
        if left:
            fixed.append(replace(one, quantity=left, tax=quantize(one.tax * left / one.quantity, order.currency)))
    return fixed


def _paid(order: Order, line: OrderLine, count: int, given: Given, code: str) -> NewGoods:
    amount, tax = worth_of_next(line, count, given)
    net = amount if order.prices_include_tax else amount - tax
    return NewGoods(line.sku_id, code, count, (net / count).quantize(_RATE, rounding=ROUND_HALF_UP), tax)


def order_request(
    order: Order, goods: Sequence[NewGoods], *, number: str = "", tenders: Sequence[TenderRequest] = ()
) -> OrderRequest:
    """The wish for the new goods to the same place at the fixed price; ``number`` makes it one order, whoever asks."""
    why = f"Exchange {number}".strip()
    lines = [
        LineRequest(
            sku_code=one.sku_code, quantity=one.quantity, unit_price=one.unit_price, price_reason=why,
            tax_amount=one.tax,
        )
        for one in goods
    ]  # fmt: skip
    external_id = f"exchange-{number}" if number else ""
    return replace(goods_anew(order, lines, external_id=external_id, tag=TAG), tenders=tenders)


def _request(order: Order, lines: Sequence[LineRequest]) -> OrderRequest:
    """The wish at today's prices."""
    return replace(goods_anew(order, lines, external_id="", tag=TAG), is_priced=False)
