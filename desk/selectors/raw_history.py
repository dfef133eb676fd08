"""What files of the UCI Online Retail data set say by themselves: added up row by row, without any of our imports.

Reports over the imported history are held against these figures (``manage.py compare_history``).
"""

import csv
import gzip
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django_countries import countries

# Source: the data set's README. Goods have five digits and perhaps letters; the rest of the codes is postage and fees.
_GOODS = re.compile(r"(\d{5}[a-z]{0,2}|dcgs\w+|gift_\w+|pads|sp\d+)$", re.IGNORECASE)
_NAMES = {
    "EIRE": "IE", "RSA": "ZA", "USA": "US", "Channel Islands": "JE", "Czech Republic": "CZ", "Korea": "KR",
    "European Community": "BE", "Unspecified": "GB",
}  # fmt: skip


@dataclass
class RawMonth:
    """One month of the files: money in GBP, exact."""

    orders: int = 0
    sales: Decimal = Decimal(0)
    canceled: Decimal = Decimal(0)
    customers: set[str] = field(default_factory=set)


@dataclass
class RawHistory:
    """All of it: by month, by SKU (units, goods) and country (orders, value); who ordered how often."""

    months: dict[str, RawMonth] = field(default_factory=lambda: defaultdict(RawMonth))
    units: Counter[str] = field(default_factory=Counter)
    goods: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    orders_by_country: Counter[str] = field(default_factory=Counter)
    value_by_country: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    orders_by_customer: Counter[str] = field(default_factory=Counter)

    @property
    def repeat_customers(self) -> int:
        """Numbered customers with two orders or more."""
        return sum(1 for count in self.orders_by_customer.values() if count > 1)


def read(paths: Iterable[Path]) -> RawHistory:
    """The figures of the files together."""
    invoices: dict[str, list[dict[str, str]]] = defaultdict(list)
    for path in paths:
        for row in _rows(path):
            invoices[row["InvoiceNo"]].append(row)
    history = RawHistory()
    for number, rows in invoices.items():
        _add(history, number, rows)
    return history


def _rows(path: Path) -> Iterator[dict[str, str]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from csv.DictReader(io.StringIO(content.decode("utf-8-sig", errors="replace"), newline=""))


def _value(row: dict[str, str]) -> Decimal:
    return int(row["Quantity"]) * Decimal(row["UnitPrice"])


def _add(history: RawHistory, number: str, rows: list[dict[str, str]]) -> None:
    month = history.months[rows[0]["InvoiceDate"][:7]]
    value = sum(map(_value, rows), Decimal(0))
    if number.startswith("C"):
        month.canceled -= value
        return
    month.sales += value
    sold = [row for row in rows if _is_sold(row)]
    if not any(Decimal(row["UnitPrice"]) > 0 or row["CustomerID"] for row in sold):
        return
    country = country_of(rows[0]["Country"])
    month.orders += 1
    history.orders_by_country[country] += 1
    history.value_by_country[country] += value
    if customer := rows[0]["CustomerID"]:
        month.customers.add(customer)
        history.orders_by_customer[customer] += 1
    for row in sold:
        if _GOODS.match(row["StockCode"]):
            history.units[row["StockCode"]] += int(row["Quantity"])
            history.goods[row["StockCode"]] += _value(row)


def _is_sold(row: dict[str, str]) -> bool:
    """Units left for the customer: goods, or something that is paid for."""
    return int(row["Quantity"]) > 0 and (Decimal(row["UnitPrice"]) > 0 or bool(_GOODS.match(row["StockCode"])))


def country_of(name: str) -> str:
    """ISO 3166 code of the file's name."""
    return _NAMES.get(name) or str(countries.by_name(name))
