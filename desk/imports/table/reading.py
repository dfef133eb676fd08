"""Read a table of orders row by row: a sheet of a workbook, or UTF-8 text, plain or gzipped."""

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from desk.imports.errors import FileRefused
from desk.imports.table.cells import flaw_of, text_of
from desk.imports.table.workbooks import ZIP, is_workbook, sheet_headers, sheet_rows
from desk.imports.uci.reading import open_bytes

DELIMITERS = ",;\t"
MAX_COLUMNS = 200
SAMPLE_CHARACTERS = 65536
# A cell no header names: why the row cannot be used as it is. No header is empty, so it can never be a column.
FLAW = ""


@dataclass(frozen=True, slots=True)
class Head:
    """How a file is written: its delimiter and headers; of a workbook the sheet and the row the headers stand in."""

    delimiter: str
    headers: Sequence[str]
    sheet: str = ""
    header_row: int = 0


def read_head(path: Path, *, sheet: str = "") -> Head:
    """Delimiter and headers; ``sheet`` of a workbook, its first when empty.

    Raises FileRefused for what is not a table with distinct headers.
    """
    if _is_workbook(path):
        row, headers = sheet_headers(path, sheet, width=MAX_COLUMNS + 1)
        _check_headers(path, headers)
        return Head("", headers, sheet, row)
    return _read_text_head(path)


def _read_text_head(path: Path) -> Head:
    with _open(path) as text:
        try:
            if cast("io.BufferedReader", text.buffer).peek(len(ZIP)).startswith(ZIP):
                raise FileRefused(f"{path.name} is a workbook packed with gzip. Unpack it.", file=path.name)
            sample = text.readline(SAMPLE_CHARACTERS)
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise _damaged(path, 1, error) from error
    delimiter = max(DELIMITERS, key=sample.count)
    try:
        headers = [header.strip() for header in next(csv.reader([sample], delimiter=delimiter), [])]
    except csv.Error as error:
        raise _damaged(path, 1, error) from error
    _check_headers(path, headers)
    return Head(delimiter, headers)


def _check_headers(path: Path, headers: Sequence[str]) -> None:
    if not any(headers):
        raise FileRefused(f"{path.name} is empty; its first line must name the columns.", file=path.name)
    if len(headers) > MAX_COLUMNS:
        raise FileRefused(f"{path.name} has {len(headers)} columns; at most {MAX_COLUMNS} are read.", file=path.name)
    named = [header for header in headers if header]
    twice = sorted({header for header in named if named.count(header) > 1})
    if twice:
        raise FileRefused(f"{path.name} has the header “{twice[0]}” twice. Rename one of them.", file=path.name)
    if any("\x00" in header for header in headers):
        raise FileRefused(f"{path.name} has a NUL character in its headers; remove it.", file=path.name)


def read_rows(path: Path, head: Head) -> Iterator[tuple[int, dict[str, str]]]:
    """(line in the file, cells by header); a row that cannot be kept as it is says so under ``FLAW``.

    The header is line 1; a row over several lines is known by its last one, a row of a workbook by its
    number. Raises FileRefused when the file is damaged.
    """
    if head.header_row:
        for line, cells in sheet_rows(path, head.sheet, width=len(head.headers) + 1):
            if line > head.header_row:
                yield line, _sheet_row(head.headers, cells)
        return
    yield from _read_text_rows(path, head)


def _read_text_rows(path: Path, head: Head) -> Iterator[tuple[int, dict[str, str]]]:
    line = 1
    with _open(path) as text:
        reader = csv.reader(text, delimiter=head.delimiter, strict=False)
        try:
            next(reader)
            for cells in reader:
                line = reader.line_num
                if any(cells):
                    yield line, _row(head.headers, cells)
        except (OSError, EOFError, csv.Error, UnicodeDecodeError) as error:
            raise _damaged(path, line + 1, error) from error


def _row(headers: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    row = {header: cell for header, cell in zip(headers, cells, strict=False) if header and cell}
    if len(cells) > len(headers) and any(cells[len(headers) :]):
        row[FLAW] = f"The row has {len(cells)} cells, the header {len(headers)}. Quote cells that hold the delimiter."
    for header, cell in list(row.items()):
        if "\x00" in cell:
            row[header] = cell.replace("\x00", "")
            row[FLAW] = f"{header} contains a NUL character; remove it."
    return row


def _sheet_row(headers: Sequence[str], cells: Sequence[Any]) -> dict[str, str]:
    row = {}
    for header, cell in zip(headers, cells, strict=False):
        if header and cell.value is not None:
            if flaw := flaw_of(cell):
                row[FLAW] = f"{header} {flaw}."
            else:
                row[header] = text_of(cell)
    if len(cells) > len(headers) and cells[len(headers)].value is not None:
        row[FLAW] = "The row has a cell beyond the last header. Name its column, or remove it."
    return row


def _is_workbook(path: Path) -> bool:
    try:
        return is_workbook(path)
    except OSError as error:
        raise FileRefused(f"{path} cannot be opened: {error.strerror}.", file=str(path)) from error


def _open(path: Path) -> io.TextIOWrapper:
    try:
        raw = open_bytes(path)
    except OSError as error:
        raise FileRefused(f"{path} cannot be opened: {error.strerror}.", file=str(path)) from error
    return io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")


def _damaged(path: Path, line: int, error: Exception) -> FileRefused:
    if isinstance(error, UnicodeDecodeError):
        return FileRefused(
            f"{path.name} is not UTF-8 text (near line {line}). Save it as “CSV UTF-8”.", file=path.name, line=line
        )
    if isinstance(error, gzip.BadGzipFile | EOFError):
        return FileRefused(f"{path.name} is not a whole gzip file near line {line}.", file=path.name, line=line)
    return FileRefused(f"{path.name} is damaged near line {line}: {error}.", file=path.name, line=line)
