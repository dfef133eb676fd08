"""What an order costs, row by row."""

from dataclasses import dataclass

from core.money import ZERO
from orders.models import Order
from portal.texts import Words


@dataclass(frozen=True, slots=True)
class Amount:
    """One row of the totals; ``kind`` is part, total or after."""

    label: str
    text: str
    kind: str = "part"


def amounts_of(order: Order, words: Words) -> tuple[Amount, ...]:
    """Goods, discount, charges and tax sum to the total; what happened with the money follows."""
    tax = "tax_included" if order.prices_include_tax else "tax"
    paid = order.captured_amount
    rows = [
        ("goods_total", order.lines_total, "part"),
        ("discount", -order.discount_total, "part"),
        ("charges", order.charges_total, "part"),
        (tax, order.tax_total, "part"),
        ("total", order.total, "total"),
        ("credited", -order.credited_amount, "after"),
        ("paid", paid, "after"),
        ("refunded", order.refunded_amount, "after"),
    ]
    always = {"goods_total", "total"}
    return tuple(
        Amount(words(code), words.money(amount, order.currency), kind)
        for code, amount, kind in rows
        if code in always or amount != ZERO
    )
