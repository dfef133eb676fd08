"""Read a UCI Online Retail file row by row, plain or gzipped, without holding it in memory."""

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from desk.imports.errors import FileRefused

COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")


def open_bytes(path: Path) -> IO[bytes]:
    """The unpacked content; the caller closes it."""
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def open_text(path: Path) -> IO[str]:
    """The file as text; ``.gz`` is unpacked on the way. Raises FileRefused when it cannot be opened."""
    try:
        raw = open_bytes(path)
    except OSError as error:
        raise FileRefused(f"{path} cannot be opened: {error.strerror}.", file=str(path)) from error
    return io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(line in the file, row as text); the header is line 1.

    Raises FileRefused when the columns are not those of the format or the file is damaged.
    """
    with open_text(path) as text:
        reader = csv.DictReader(text, restval="")
        try:
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise FileRefused(f"{path.name} lacks the columns {', '.join(missing)}.", file=path.name)
            for row in reader:
                yield reader.line_num, {name: (row[name] or "").replace("\x00", "") for name in COLUMNS}
        except (OSError, EOFError, csv.Error) as error:
            place = f"near line {reader.line_num}"
            raise FileRefused(f"{path.name} is damaged {place}: {error}.", file=path.name) from error


def fingerprint(path: Path) -> str:
    """SHA-256 of the unpacked content, so that a file is known with and without ``.gz``.

    Raises FileRefused when it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with open_bytes(path) as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except (OSError, EOFError) as error:
        raise FileRefused(f"{path} cannot be read: {error}.", file=str(path)) from error
    return digest.hexdigest()
