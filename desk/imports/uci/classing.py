"""What each row of an invoice is: goods, a charge, a discount, a change of stock, a cancellation, or nothing usable."""

import re
from collections.abc import Sequence

from core.models import RowOutcome
from desk.imports.uci.parsing import Row
from orders.models import ChargeKind

_GOODS = re.compile(r"\d{5}[A-Za-z]{0,2}|DCGS\w+|gift_\w+|PADS|SP\d+", re.IGNORECASE)
_CHARGES = {
    "POST": ChargeKind.SHIPPING,
    "DOT": ChargeKind.SHIPPING,
    "C2": ChargeKind.SHIPPING,
    "M": ChargeKind.MANUAL,
    "S": ChargeKind.MANUAL,
    "BANK CHARGES": ChargeKind.FEE,
    "AMAZONFEE": ChargeKind.FEE,
    "CRUK": ChargeKind.FEE,
}


def is_goods(code: str) -> bool:
    """Whether the code names something on a shelf; every other code is postage, a fee or a manual entry."""
    return _GOODS.fullmatch(code) is not None


def charge_kind(code: str) -> str:
    return str(_CHARGES.get(code.upper(), ChargeKind.MANUAL))


def class_rows(rows: Sequence[Row]) -> list[RowOutcome]:
    """The outcome each row of one invoice is meant for, in the order given.

    Goods at price 0 are free goods of an order when something on the invoice is paid for or the
    customer is known; otherwise they are stock that was found.
    """
    is_sale = any(row.quantity > 0 and (row.unit_price > 0 or row.customer) for row in rows)
    return [_class_row(row, is_sale=is_sale) for row in rows]


def _class_row(row: Row, *, is_sale: bool) -> RowOutcome:
    if row.is_cancellation or row.invoice.startswith("A") or row.unit_price < 0:
        return RowOutcome.CREDIT
    if row.quantity < 0:
        if row.unit_price > 0:
            return RowOutcome.DISCOUNT if is_sale else RowOutcome.CREDIT
        return RowOutcome.ADJUSTMENT
    if is_goods(row.code):
        return RowOutcome.ORDER_LINE if is_sale else RowOutcome.ADJUSTMENT
    if row.unit_price == 0:
        return RowOutcome.REJECTED
    return RowOutcome.CHARGE


def rejection(row: Row) -> tuple[str, str]:
    """(field, reason) of a row that ``class_rows`` rejects."""
    return "UnitPrice", f"“{row.code}” is not goods and its price is 0: there is nothing to charge and nothing to move."
