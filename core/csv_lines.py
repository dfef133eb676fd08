"""Rows as CSV lines, one at a time: a download never holds more of a table than its cursor fetches."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from defusedcsv import csv

# How many rows a server-side cursor fetches at once.
CHUNK = 2000


class _Line:
    """What the writer writes to: keeps the last line only."""

    def write(self, text: str) -> str:
        return text


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The header, then a line a row; cells that a spreadsheet would run as formulas are defused.

    Days and times in ISO 8601, amounts as plain decimals, nothing as an empty cell.
    """
    writer: Any = csv.writer(_Line())
    yield writer.writerow(header)
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if hasattr(value, "isoformat") else value
