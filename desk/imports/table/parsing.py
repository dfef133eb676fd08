"""Rows of one order put together to a wish; every refusal names the line and the column."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from core.errors import OmsError
from desk.imports.table.columns import BY_PATH, ORDER_COLUMNS
from desk.imports.table.reading import FLAW
from orders.intake.requests import (
    AddressRequest,
    ChargeRequest,
    CustomerRequest,
    DiscountRequest,
    LineRequest,
    OrderRequest,
    TenderRequest,
)
from orders.models import ChargeKind
from orders.statuses import Intake

_LINE_PATH = re.compile(r"lines\[(\d+)\]\.(\w+)")
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,10})?")
_TENDERS = ("payment", "payment_2", "payment_3")
_ADDRESS = ("name", "company", "line1", "line2", "postal_code", "city", "region", "country")
# What the address stands for when its own cell is empty is not what makes it given.
_GIVES_ADDRESS = ("line1", "city", "postal_code", "country")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One staged row."""

    row_id: int
    line: int
    raw: Mapping[str, str]


class RowRefused(Exception):
    """This row cannot be used: ``row`` is its index in the order, ``column`` the column's name."""

    def __init__(self, row: int, column: str, reason: str) -> None:
        super().__init__(reason)
        self.row, self.column, self.reason = row, column, reason


@dataclass(frozen=True, slots=True)
class FileTerms:
    """What a whole file has in common: its mapping of columns to headers, its channel, why prices differ."""

    mapping: Mapping[str, str]
    channel_code: str
    price_reason: str


def wish_of(rows: Sequence[FileRow], terms: FileTerms) -> OrderRequest:
    """The wish of one order's rows, in the order of the file. Raises RowRefused."""
    cells = [{name: row.raw.get(header, "") for name, header in terms.mapping.items()} for row in rows]
    for index, row in enumerate(rows):
        if FLAW in row.raw:
            raise RowRefused(index, "row", row.raw[FLAW])
    _check_agreement(cells, rows)
    first = cells[0]
    if not first.get("external_id", "").strip():
        raise RowRefused(0, "external_id", "The order has no number. Without one a repeat could not be told.")
    return OrderRequest(
        channel_code=terms.channel_code,
        lines=[_line(own, index, terms) for index, own in enumerate(cells)],
        customer=_customer(first),
        shipping_address=_address(first),
        shipping_method=first.get("shipping_method", "").strip() or "standard",
        tenders=_tenders(first),
        charges=_charges(first),
        discounts=_discounts(first),
        voucher_codes=[code] if (code := first.get("voucher", "").strip()) else [],
        external_id=first["external_id"].strip(),
        intake=Intake.FILE,
        po_number=first.get("po_number", ""),
        pickup_warehouse=first.get("pickup_warehouse", "").strip(),
        requires_signature=_flag(first, "requires_signature"),
        leave_at_door=_flag(first, "leave_at_door"),
        delivery_instructions=first.get("delivery_instructions", ""),
    )


def place_of(error: OmsError, count: int) -> tuple[int, str]:
    """(row of the order, column) that a refusal of placing speaks of; ``count`` rows the order has."""
    path = str(error.context.get("field", ""))
    found = _LINE_PATH.match(path)
    if found and int(found[1]) < count:
        return int(found[1]), BY_PATH.get(found[2], found[2])
    return 0, BY_PATH.get(path, path or "order")


def _check_agreement(cells: Sequence[Mapping[str, str]], rows: Sequence[FileRow]) -> None:
    """What belongs to the order is said once, or the same each time; an empty cell says nothing."""
    first = cells[0]
    for index, own in enumerate(cells[1:], start=1):
        for column in ORDER_COLUMNS:
            said = own.get(column.name, "")
            if said and said != first.get(column.name, ""):
                raise RowRefused(
                    index,
                    column.name,
                    f"It differs from line {rows[0].line}, which is the same order. Make both say one.",
                )


def _line(own: Mapping[str, str], index: int, terms: FileTerms) -> LineRequest:
    code = own.get("sku", "").strip()
    if not code:
        raise RowRefused(index, "sku", "The row names no SKU.")
    quantity = _number(own, "quantity", index)
    if quantity is None:
        raise RowRefused(index, "quantity", "The row names no quantity.")
    if quantity != int(quantity):
        raise RowRefused(index, "quantity", f"The quantity must be a whole number, not {quantity}.")
    price = _number(own, "unit_price", index)
    reason = own.get("price_reason", "") or (terms.price_reason if price is not None else "")
    return LineRequest(sku_code=code, quantity=int(quantity), unit_price=price, price_reason=reason)


_FLAGS = {"": False, "no": False, "0": False, "false": False, "yes": True, "1": True, "true": True}


def _flag(own: Mapping[str, str], name: str) -> bool:
    text = own.get(name, "").strip().lower()
    if text not in _FLAGS:
        raise RowRefused(0, name, f"“{text[:40]}” is neither yes nor no.")
    return _FLAGS[text]


def _number(own: Mapping[str, str], name: str, index: int) -> Decimal | None:
    text = own.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and _NUMBER.fullmatch(text)):
        raise RowRefused(index, name, f"“{text[:40]}” is not a number such as 12.50; use a point, no currency sign.")
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise RowRefused(index, name, f"“{text[:40]}” is not a number.") from error


def _customer(own: Mapping[str, str]) -> CustomerRequest:
    return CustomerRequest(
        name=own.get("customer_name", ""),
        email=own.get("customer_email", "").strip(),
        phone=own.get("customer_phone", "").strip(),
        external_id=own.get("customer_external_id", "").strip(),
        company=own.get("customer_company", ""),
    )


def _address(own: Mapping[str, str]) -> AddressRequest | None:
    if not any(own.get(f"ship_{part}", "").strip() for part in _GIVES_ADDRESS):
        return None
    parts: dict[str, Any] = {part: own.get(f"ship_{part}", "") for part in _ADDRESS}
    parts["name"] = parts["name"] or own.get("customer_name", "")
    return AddressRequest(**parts)


def _tenders(own: Mapping[str, str]) -> list[TenderRequest]:
    """In their order of use. Raises RowRefused for a gap: what follows it would be used too early."""
    found: list[TenderRequest] = []
    for place, name in enumerate(_TENDERS):
        kind, amount = own.get(name, "").strip(), _number(own, f"{name}_amount", 0)
        token = own.get(f"{name}_token", "").strip()
        if kind and place > len(found):
            raise RowRefused(0, name, f"Fill in {_TENDERS[len(found)]} first: tenders are used in their order.")
        if not kind and (token or amount is not None):
            column = f"{name}_token" if token else f"{name}_amount"
            raise RowRefused(0, column, f"Say in {name} how it is paid, or empty this cell.")
        if kind:
            found.append(TenderRequest(kind=kind, token=token, amount=amount))
    return found


def _charges(own: Mapping[str, str]) -> list[ChargeRequest]:
    amount = _number(own, "shipping_amount", 0)
    return [ChargeRequest(kind=ChargeKind.SHIPPING, label="Shipping", amount=amount)] if amount else []


def _discounts(own: Mapping[str, str]) -> list[DiscountRequest]:
    amount = _number(own, "discount_amount", 0)
    return [DiscountRequest(label="Discount", amount=amount)] if amount else []
