"""What was asked for each week, by code, in raw files of UCI Online Retail; nothing of it is kept."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from core.models import RowOutcome
from desk.imports.errors import FileRefused
from desk.imports.uci.classing import class_rows, is_goods
from desk.imports.uci.parsing import Row, RowRejected, parse_row
from desk.imports.uci.reading import read_rows

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class WeeklyDemand:
    """Units per week and code, all whole weeks from the Monday ``first`` on; ``rows`` is how many were read."""

    first: date
    weeks: int
    rows: int
    units: dict[str, dict[int, int]]


@dataclass(slots=True)
class _Sale:
    on: date
    units: int


@dataclass
class _Sales:
    """Sales by (customer, code), so that a cancellation finds what it takes back."""

    by_key: dict[tuple[str, str], list[_Sale]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: Row) -> None:
        self.by_key[row.customer, row.code.upper()].append(_Sale(row.at.date(), row.quantity))

    def take_back(self, row: Row) -> None:
        """From the latest sales of the code to the customer: the file does not say which one is canceled."""
        left = -row.quantity
        for sale in reversed(self.by_key[row.customer, row.code.upper()]):
            taken = min(left, sale.units)
            sale.units -= taken
            left -= taken
            if not left:
                return


def weekly_demand(paths: Sequence[Path]) -> WeeklyDemand:
    """Goods that were ordered, less what the customer canceled or sent back; whole weeks only.

    Raises FileRefused when a file cannot be read, or all of them hold less than one whole week.
    """
    sales, days, count = _Sales(), set(), 0
    for invoice_rows in _invoices(paths):
        count += len(invoice_rows)
        for row, outcome in zip(invoice_rows, class_rows(invoice_rows), strict=True):
            if outcome == RowOutcome.ORDER_LINE:
                sales.add(row)
                days.add(row.at.date())
            elif row.is_cancellation and is_goods(row.code):
                sales.take_back(row)
    if not days:
        raise FileRefused("The files hold no sale of goods.", file=", ".join(path.name for path in paths))
    first, weeks = _whole_weeks(min(days), max(days))
    return WeeklyDemand(first, weeks, count, _by_week(sales, first, weeks))


def _invoices(paths: Iterable[Path]) -> Iterator[list[Row]]:
    for path in paths:
        for _, rows in groupby(_rows(path), key=lambda row: row.invoice):
            yield list(rows)


def _rows(path: Path) -> Iterator[Row]:
    for line, raw in read_rows(path):
        try:
            yield parse_row(line, raw)
        except RowRejected:
            continue


def _whole_weeks(first: date, last: date) -> tuple[date, int]:
    monday = first + timedelta(days=-first.weekday() % 7)
    after = last + timedelta(days=1)
    return monday, max(0, (after - monday) // WEEK)


def _by_week(sales: _Sales, first: date, weeks: int) -> dict[str, dict[int, int]]:
    units: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for (_, code), sold in sales.by_key.items():
        for sale in sold:
            week = (sale.on - first) // WEEK
            if sale.units and 0 <= week < weeks:
                units[code][week] += sale.units
    return units
