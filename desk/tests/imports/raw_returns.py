"""What a data set allows to be sent back, reckoned from its raw files alone: a second opinion without our code."""

import csv
import gzip
import io
import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from pathlib import Path

GOODS = re.compile(r"\d{5}[A-Za-z]{0,2}|DCGS\w+|gift_\w+|PADS|SP\d+", re.IGNORECASE)


def rows_of(path: Path) -> Iterable[dict[str, str]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return csv.DictReader(io.StringIO(data.decode("utf-8-sig")))


def first_rows(path: Path, count: int) -> list[list[str]]:
    return [list(row.values()) for row in islice(rows_of(path), count)]


def units_that_can_come_back(paths: Iterable[Path]) -> tuple[int, int]:
    """(units of canceled goods, those of them their customer had bought before and not yet sent back).

    A purse of units by customer and goods: filled by each purchase, emptied by each cancellation, never below zero.
    """
    moves = []
    for path in paths:
        for line, row in enumerate(rows_of(path)):
            units, customer, code = int(row["Quantity"]), row["CustomerID"], row["StockCode"].strip()
            is_cancellation = row["InvoiceNo"].startswith("C")
            if not GOODS.fullmatch(code) or (units < 0) != is_cancellation or Decimal(row["UnitPrice"]) < 0:
                continue
            # At the same minute the purchase comes first: what is sent back was bought.
            moves.append((row["InvoiceDate"], is_cancellation, str(path), line, customer, code, units))
    purses: dict[tuple[str, str], int] = defaultdict(int)
    wanted = came = 0
    for _, is_cancellation, _, _, customer, code, units in sorted(moves):
        if not is_cancellation:
            purses[customer, code] += units
            continue
        wanted -= units
        if customer:
            back = min(purses[customer, code], -units)
            purses[customer, code] -= back
            came += back
    return wanted, came
