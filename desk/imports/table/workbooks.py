"""Read a sheet of a workbook (.xlsx) row by row, as values, in bounded memory; what could hurt is refused unread."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from desk.imports.errors import FileRefused
from desk.imports.table.cells import flaw_of, text_of

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MIB = 1024**2
MAX_PARTS = 2000
# A sheet is streamed; every other part is held in memory while the file is read.
MAX_SHEET_BYTES = 512 * MIB
MAX_PART_BYTES = 32 * MIB
# What Excel writes shrinks to a tenth or a twentieth; a bomb shrinks a thousandfold.
MAX_RATIO = 200
SMALL_BYTES = 4 * MIB
# Both as the format has them. Rows beyond would be counted up to for ever.
MAX_ROWS = 1_048_576
PROLOG_BYTES = 65536
_SHEETS = "xl/worksheets/"
DAMAGE = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, OSError, EOFError, KeyError, IndexError, ValueError,
    TypeError, AttributeError, SyntaxError, NotImplementedError, RuntimeError, OverflowError, AssertionError,
)  # fmt: skip


def is_workbook(path: Path) -> bool:
    """Whether the content, whatever the name says, is one. Raises FileRefused for old and encrypted ones."""
    with path.open("rb") as file:
        start = file.read(len(ZIP))
    if start == OLE:
        raise FileRefused(
            f"{path.name} is a workbook of the old kind (.xls) or has a password. Save it as .xlsx without one.",
            file=path.name,
        )
    return start == ZIP


def sheet_rows(path: Path, sheet: str, *, width: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """(row number, ``width`` cells) of every row that says something.

    ``sheet`` is its name; empty for the first that is not hidden. Raises FileRefused for a file that
    carries macros, unpacks beyond bounds, is damaged, or has no such sheet.
    """
    row = 0
    try:
        with _opened(path) as book:
            found = _sheet(path, book, sheet)
            # What the file says about its own size may be a lie.
            found.reset_dimensions()
            for row, cells in enumerate(found.iter_rows(max_col=width), start=1):
                if row > MAX_ROWS:
                    raise FileRefused(f"{path.name} has more than {MAX_ROWS} rows. Split it.", file=path.name)
                if any(cell.value is not None for cell in cells):
                    yield row, cells
    except DAMAGE as error:
        raise FileRefused(
            f"{path.name} is a damaged workbook (near row {row + 1}). Save it again as .xlsx, or as “CSV UTF-8”.",
            file=path.name, line=row + 1,
        ) from error  # fmt: skip


def sheet_headers(path: Path, sheet: str, *, width: int) -> tuple[int, list[str]]:
    """(row number, texts) of the first row that says something. Raises FileRefused as ``sheet_rows``."""
    for row, cells in islice(sheet_rows(path, sheet, width=width), 1):
        texts = [text_of(cell).strip() for cell in cells]
        if any(flaw_of(cell) for cell in cells):
            raise FileRefused(f"{path.name} has a formula or an error in its headers. Type them.", file=path.name)
        while texts and not texts[-1]:
            texts.pop()
        return row, texts
    raise FileRefused(f"{path.name} is empty; the first row of its sheet must name the columns.", file=path.name)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        _refuse_harm(path, file)
        with catch_warnings():
            # Extensions of a sheet that are not read, and dates that are none: those cells are told as errors.
            simplefilter("ignore")
            book = load_workbook(file, read_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()


def _sheet(path: Path, book: Any, name: str) -> Any:
    sheets = book.worksheets
    if name:
        chosen = [one for one in sheets if one.title == name]
    else:
        chosen = [one for one in sheets if one.sheet_state == "visible"]
    if not chosen:
        known = ", ".join(f"“{one.title}”" for one in sheets[:10]) or "none"
        raise FileRefused(f"{path.name} has no such sheet to read; it has {known}.", file=path.name, sheet=name)
    return chosen[0]


def _refuse_harm(path: Path, file: Any) -> None:
    """Judge by the directory of the file, before anything of it is unpacked; the sizes there bind the reader."""
    with zipfile.ZipFile(file) as parts:
        infos = parts.infolist()
        names = [info.filename for info in infos]
        if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
            raise FileRefused(f"{path.name} is no workbook of Excel's kind (.xlsx). Save it as one.", file=path.name)
        if len(infos) > MAX_PARTS or len(set(names)) != len(names) or any(map(_is_bomb, infos)):
            raise FileRefused(
                f"{path.name} unpacks to far more than a table of orders does. Save the sheet as “CSV UTF-8”.",
                file=path.name,
            )
        if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in parts.read(
            "[Content_Types].xml"
        ):
            raise FileRefused(f"{path.name} carries macros. Save it as .xlsx, which has none.", file=path.name)
        for name in names:
            _refuse_entities(path, parts, name)
    file.seek(0)


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    limit = MAX_SHEET_BYTES if info.filename.startswith(_SHEETS) else MAX_PART_BYTES
    is_dense = info.file_size > SMALL_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1)
    return info.file_size > limit or is_dense


def _refuse_entities(path: Path, parts: zipfile.ZipFile, name: str) -> None:
    """No part of a true workbook declares entities; the ones that do want to swell or to read other files."""
    if not name.endswith((".xml", ".rels")):
        return
    with parts.open(name) as part:
        start = part.read(PROLOG_BYTES)
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start or b"\x00" in start:
        raise FileRefused(f"{path.name} holds XML that workbooks do not have ({name[:60]}).", file=path.name)
