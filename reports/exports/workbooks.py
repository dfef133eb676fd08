"""A small list as a workbook: numbers as numbers, moments as moments in UTC, text as text and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import IO, Any

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from reports.exports.shaping import raw_rows
from reports.lists import Column

# A cell of Excel holds no more. Source: Microsoft, “Excel specifications and limits”.
LONGEST = 32_767
SHEET_NAME_LENGTH = 31
# What a server-side cursor fetches at once.
CHUNK = 2000
WIDTH = 18
_BOLD = Font(bold=True)


def write_workbook(
    rows: QuerySet[Any], columns: Sequence[Column], file: IO[bytes], *, title: str, about: Mapping[str, str]
) -> int:
    """How many rows were written; the second sheet says what the first one is. Memory stays flat."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:SHEET_NAME_LENGTH])
    sheet.freeze_panes = "A2"
    for number in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    sheet.append([_text(sheet, column.name, font=_BOLD) for column in columns])
    count = 0
    for row in raw_rows(rows, columns).iterator(chunk_size=CHUNK):
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    _append_about(book, {**about, "rows": str(count)}.items())
    book.save(file)
    return count


def _append_about(book: Workbook, lines: Iterable[tuple[str, str]]) -> None:
    sheet = book.create_sheet("About")
    for name, value in lines:
        sheet.append([_text(sheet, name, font=_BOLD), _text(sheet, value)])


def _cell(sheet: Any, value: Any) -> Any:
    """Numbers, days, moments and yes or no as the workbook knows them; everything else is text."""
    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    if hasattr(value, "isoformat"):
        return value
    if isinstance(value, list | tuple):
        value = " ".join(map(str, value))
    return _text(sheet, str(value))


def _text(sheet: Any, text: str, *, font: Font | None = None) -> WriteOnlyCell:
    """A cell that is a string whatever it looks like: “=1+1” and “#N/A” are letters.

    Characters a workbook cannot hold are left out, and nothing longer than a cell may be.
    """
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST])
    cell.data_type = "s"
    if font is not None:
        cell.font = font
    return cell
